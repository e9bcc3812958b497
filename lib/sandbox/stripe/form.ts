/** A form-encoded body or query, nested: `a[b]=1` is `{a: {b: '1'}}`, `a[0]=1` and `a[]=1` are `{a: ['1']}`. */
export type Form = string | Form[] | { [key: string]: Form }
export type FormHash = { [key: string]: Form }

type Branch = { [key: string]: string | Branch }

const longestPath = 10

function pathOf(name: string): string[] {
  const first = name.indexOf('[')
  if (first <= 0) return [name]
  const inner = [...name.slice(first).matchAll(/\[([^[\]]*)\]/g)].map((match) => match[1] ?? '')
  return [name.slice(0, first), ...inner].slice(0, longestPath)
}

function plant(root: Branch, path: string[], value: string) {
  let at = root
  path.forEach((step, index) => {
    const key = step === '' ? String(Object.keys(at).length) : step
    if (index === path.length - 1) {
      at[key] = value
      return
    }
    const below = at[key]
    const next: Branch = typeof below === 'object' ? below : Object.create(null)
    at[key] = next
    at = next
  })
}

function ripen(branch: string | Branch): Form {
  if (typeof branch === 'string') return branch
  const keys = Object.keys(branch)
  const isList = keys.length > 0 && keys.every((key) => /^\d+$/.test(key))
  if (!isList) return Object.fromEntries(keys.map((key) => [key, ripen(branch[key] ?? '')]))
  return keys.sort((a, b) => Number(a) - Number(b)).map((key) => ripen(branch[key] ?? ''))
}

/** Decodes a body or query of `application/x-www-form-urlencoded` with the vendor's brackets (psp.md 3.3). */
export function decodeForm(text: string): FormHash {
  const root: Branch = Object.create(null)
  for (const [name, value] of new URLSearchParams(text)) plant(root, pathOf(name), value)
  const keys = Object.keys(root)
  return Object.fromEntries(keys.map((key) => [key, ripen(root[key] ?? '')]))
}
