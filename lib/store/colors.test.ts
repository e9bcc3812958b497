import fc from 'fast-check'
import { expect, test } from 'vitest'
import { brandColors } from './colors'

const parts = (hex: string) => [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16) / 255)

// Written from the definition of WCAG 2.2, apart from the code that it judges.
function luminance(hex: string): number {
  const [r, g, b] = parts(hex).map((part) =>
    part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4,
  )
  return 0.2126 * r! + 0.7152 * g! + 0.0722 * b!
}

function contrast(a: string, b: string): number {
  const [low, high] = [luminance(a), luminance(b)].sort((x, y) => x - y)
  return (high! + 0.05) / (low! + 0.05)
}

const both = (value: string) => [...value.matchAll(/#[0-9a-f]{6}/g)].map(([hex]) => hex)

const anyColor = fc
  .tuple(fc.nat(255), fc.nat(255), fc.nat(255))
  .map((rgb) => `#${rgb.map((part) => part.toString(16).padStart(2, '0')).join('')}`)

test('whatever colour a store chooses, its buttons, links and banner can be read', () => {
  fc.assert(
    fc.property(anyColor, (hex) => {
      const colors = brandColors(hex)
      const [light, dark] = both(colors['--primary']!)
      const [onLight, onDark] = both(colors['--primary-foreground']!)
      expect(contrast(light!, '#f7fafa')).toBeGreaterThanOrEqual(4.5)
      expect(contrast(dark!, '#20262b')).toBeGreaterThanOrEqual(4.5)
      expect(contrast(light!, onLight!)).toBeGreaterThanOrEqual(4.5)
      expect(contrast(dark!, onDark!)).toBeGreaterThanOrEqual(4.5)
      expect(contrast(colors['--brand']!, colors['--brand-text']!)).toBeGreaterThanOrEqual(4.5)
    }),
  )
})

test('a colour that can be read already stays what it is', () => {
  expect(both(brandColors('#0f766e')['--primary']!)[0]).toBe('#0f766e')
})

test('what is no colour cannot put anything else into the page', () => {
  expect(JSON.stringify(brandColors('red;background:url(//x)'))).not.toContain('url')
})
