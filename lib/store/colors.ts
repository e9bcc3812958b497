type Rgb = readonly [number, number, number]

const white: Rgb = [255, 255, 255]
const black: Rgb = [0, 0, 0]
// The cards that coloured text stands on, in the light and in the dark theme (app/globals.css).
const lightCard: Rgb = [247, 250, 250]
const darkCard: Rgb = [32, 38, 43]
const readable = 4.6

function parse(hex: string): Rgb {
  const match = /^#?([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/i.exec(hex.trim())
  return match
    ? ([1, 2, 3].map((part) => Number.parseInt(match[part]!, 16)) as unknown as Rgb)
    : [67, 56, 202]
}

const toHex = (color: Rgb): string =>
  `#${color.map((part) => Math.round(part).toString(16).padStart(2, '0')).join('')}`

// Relative luminance and contrast: WCAG 2.2.
const channel = (part: number) => (part <= 10.31475 ? part / 3294.6 : ((part / 255 + 0.055) / 1.055) ** 2.4)

const luminance = ([red, green, blue]: Rgb) =>
  0.2126 * channel(red) + 0.7152 * channel(green) + 0.0722 * channel(blue)

function contrast(a: Rgb, b: Rgb): number {
  const [high, low] = [luminance(a), luminance(b)].sort((x, y) => y - x) as [number, number]
  return (high + 0.05) / (low + 0.05)
}

/** Goes towards another colour only as far as the text needs to be read on the card. */
function until(color: Rgb, card: Rgb, towards: Rgb): Rgb {
  let mixed = color
  for (let share = 0; share <= 20; share++) {
    mixed = mix(color, towards, share / 20)
    if (contrast(mixed, card) >= readable) break
  }
  return mixed
}

const mix = (color: Rgb, towards: Rgb, share: number): Rgb =>
  color.map((part, index) => part + (towards[index]! - part) * share) as unknown as Rgb

// One of the two is always at least 4.58.
const textOn = (color: Rgb): Rgb => (contrast(color, white) >= contrast(color, black) ? white : black)

/**
 * The colour of a store as CSS variables that can be read whatever was chosen: darker for the light theme, lighter for
 * the dark one where it must be, and black or white on it. Values are `#rrggbb` and `light-dark(…)` only.
 */
export function brandColors(hex: string): Record<string, string> {
  const brand = parse(hex)
  const light = until(brand, lightCard, black)
  const dark = until(brand, darkCard, white)
  const pair = (a: Rgb, b: Rgb) => `light-dark(${toHex(a)}, ${toHex(b)})`
  return {
    '--primary': pair(light, dark),
    '--primary-hover': pair(mix(light, black, 0.15), mix(dark, white, 0.15)),
    '--primary-foreground': pair(textOn(light), textOn(dark)),
    '--ring': pair(light, dark),
    '--brand': toHex(brand),
    '--brand-text': toHex(textOn(brand)),
  }
}
