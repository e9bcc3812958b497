import { expect, test } from 'vitest'
import { logoOf } from './logo'

const file = (hex: string, length = 40) => {
  const bytes = new Uint8Array(length)
  bytes.set(Buffer.from(hex, 'hex'))
  return bytes.buffer
}

test('images are known by their content', () => {
  expect(logoOf(file('89504e470d0a1a0a'))).toMatch(/^data:image\/png;base64,/)
  expect(logoOf(file('ffd8ffe0'))).toMatch(/^data:image\/jpeg;base64,/)
  expect(logoOf(file(Buffer.from('RIFF\0\0\0\0WEBP').toString('hex')))).toMatch(/^data:image\/webp;base64,/)
})

test('a drawing that could run scripts, or anything else, is refused with a sentence', () => {
  expect(() => logoOf(file(Buffer.from('<svg onload="x()">').toString('hex')))).toThrow('PNG, JPEG or WebP')
})

test('a file that is too large is refused with its size', () => {
  expect(() => logoOf(file('89504e470d0a1a0a', 100_001))).toThrow('101 kB')
})
