const css = `
.SandboxElement { --primary: #4f46c8; --text: #1a1f36; --muted: #5b6275; --line: #b4bacb; --surface: #fff; --danger: #b3261e; --radius: 6px;
  display: grid; gap: 12px; font: 400 16px/1.4 system-ui, sans-serif; color: var(--text); text-align: left }
.SandboxElement--night { --primary: #a8a2ff; --text: #eef0f6; --muted: #b0b6c6; --line: #5d6478; --surface: #262a33; --danger: #ffb4ab }
.SandboxElement fieldset { border: 0; margin: 0; padding: 0; min-width: 0; display: flex; flex-wrap: wrap; gap: 8px }
.SandboxElement legend { padding: 0; margin-bottom: 4px; font-size: 14px; color: var(--muted) }
.SandboxElement .SandboxChoice { display: flex; flex: 1; gap: 8px; align-items: center; padding: 10px 12px; border: 1px solid var(--line); border-radius: var(--radius); cursor: pointer }
.SandboxElement .SandboxChoice:has(:checked) { border-color: var(--primary); box-shadow: inset 0 0 0 1px var(--primary) }
.SandboxElement .SandboxChoice input { accent-color: var(--primary); margin: 0 }
.SandboxElement .SandboxFields { display: grid; grid-template-columns: 1fr 1fr; gap: 12px }
.SandboxElement .SandboxField { display: grid; gap: 4px; align-content: start; min-width: 0 }
.SandboxElement .SandboxField--wide { grid-column: 1 / -1 }
.SandboxElement .SandboxField label { font-size: 14px; color: var(--muted) }
.SandboxElement .SandboxInput { box-sizing: border-box; width: 100%; min-height: 44px; padding: 8px 12px; font: inherit; color: var(--text);
  background: var(--surface); border: 1px solid var(--line); border-radius: var(--radius) }
.SandboxElement .SandboxInput::placeholder { color: var(--muted); opacity: 1 }
.SandboxElement .SandboxInput:focus-visible { outline: 2px solid var(--primary); outline-offset: 1px }
.SandboxElement .SandboxInput[aria-invalid="true"] { border-color: var(--danger) }
.SandboxElement .SandboxError { margin: 0; font-size: 14px; color: var(--danger) }
.SandboxElement .SandboxError:empty { display: none }
.SandboxElement .SandboxNote { margin: 0; font-size: 13px; color: var(--muted) }
dialog.SandboxDialog { margin: auto; max-width: 24rem; padding: 24px; border: 0; border-radius: 12px; font: 400 16px/1.5 system-ui, sans-serif; color: #1a1f36; background: #fff }
dialog.SandboxDialog::backdrop { background: #0008 }
dialog.SandboxDialog h2 { margin: 0 0 8px; font-size: 20px }
dialog.SandboxDialog button { display: block; width: 100%; min-height: 44px; margin-top: 12px; font: inherit; cursor: pointer; border: 1px solid #4f46c8; border-radius: 8px; color: #4f46c8; background: #fff }
dialog.SandboxDialog button:first-of-type { color: #fff; background: #4f46c8 }
`

let sheet

/** Adds the one style sheet to where `node` stands. A constructed sheet needs no leave of the page's CSP. */
export function dress(node) {
  if (!sheet) {
    sheet = new CSSStyleSheet()
    sheet.replaceSync(css)
  }
  const root = node.getRootNode()
  const where = root.adoptedStyleSheets ? root : document
  if (!where.adoptedStyleSheets.includes(sheet))
    where.adoptedStyleSheets = [...where.adoptedStyleSheets, sheet]
}

const variables = {
  colorPrimary: '--primary',
  colorText: '--text',
  colorTextSecondary: '--muted',
  colorBackground: '--surface',
  colorDanger: '--danger',
  borderRadius: '--radius',
}

/** `appearance` of Elements: the theme, and those of its variables that this form has. */
export function applyAppearance(node, appearance = {}) {
  node.classList.toggle('SandboxElement--night', appearance.theme === 'night')
  for (const [name, property] of Object.entries(variables)) {
    const value = appearance.variables?.[name]
    if (value) node.style.setProperty(property, value)
    else node.style.removeProperty(property)
  }
}
