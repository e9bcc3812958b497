import { invalidField } from '@/lib/core/error'

const mostBytes = 100_000

const kinds = [
  { type: 'image/png', isIt: (bytes: Buffer) => bytes.subarray(0, 8).toString('hex') === '89504e470d0a1a0a' },
  { type: 'image/jpeg', isIt: (bytes: Buffer) => bytes.subarray(0, 3).toString('hex') === 'ffd8ff' },
  {
    type: 'image/webp',
    isIt: (bytes: Buffer) =>
      bytes.subarray(0, 4).toString('latin1') === 'RIFF' &&
      bytes.subarray(8, 12).toString('latin1') === 'WEBP',
  },
]

/** A chosen file -> the `data:` URL that is kept. What it is is told by its content, not by its name. Throws `invalid`. */
export function logoOf(content: ArrayBuffer): string {
  const bytes = Buffer.from(content)
  if (bytes.length > mostBytes)
    throw invalidField('logo', `The file has ${Math.ceil(bytes.length / 1000)} kB; 100 kB are allowed.`)
  const kind = kinds.find(({ isIt }) => isIt(bytes))
  if (!kind) throw invalidField('logo', 'Choose a PNG, JPEG or WebP image.')
  return `data:${kind.type};base64,${bytes.toString('base64')}`
}
