import { isAscii, isUtf8 } from 'node:buffer'
import { fileProblem } from './limits'

type WideEncoding = 'utf-16le' | 'utf-16be'

/** UTF-16 by its mark, or by the zero in every second byte of Latin text; null for encodings of one byte a letter. */
export function wideEncodingOf(head: Buffer): WideEncoding | null {
  if (head[0] === 0xff && head[1] === 0xfe) return 'utf-16le'
  if (head[0] === 0xfe && head[1] === 0xff) return 'utf-16be'
  const start = head.subarray(0, 1000)
  const zeros = [0, 0]
  for (const [at, byte] of start.entries()) if (byte === 0) zeros[at % 2]!++
  const [even = 0, odd = 0] = zeros
  const many = start.length * 0.3
  if (odd > many && even === 0) return 'utf-16le'
  return even > many && odd === 0 ? 'utf-16be' : null
}

/** The text as UTF-8, whatever it was: UTF-8 or UTF-16 with or without mark, or windows-1252. */
export async function* toUtf8(head: Buffer, bytes: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const wide = wideEncodingOf(head)
  if (!wide) return yield* narrowToUtf8(bytes)
  const decoder = new TextDecoder(wide)
  for await (const chunk of bytes) yield Buffer.from(decoder.decode(chunk, { stream: true }))
  yield Buffer.from(decoder.decode())
}

type NarrowEncoding = 'ascii' | 'utf-8' | 'windows-1252'

/** ASCII is both; the first letter beyond it decides between UTF-8 and windows-1252. */
async function* narrowToUtf8(bytes: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const windows = new TextDecoder('windows-1252')
  let found: NarrowEncoding = 'ascii'
  let carry: Buffer = Buffer.alloc(0)
  const convert = (whole: Buffer) => {
    found = nextEncoding(found, whole)
    return found === 'windows-1252' ? Buffer.from(windows.decode(whole)) : whole
  }
  for await (const chunk of bytes) {
    const joined = carry.length > 0 ? Buffer.concat([carry, chunk]) : chunk
    const whole = joined.subarray(0, wholeLetters(joined))
    carry = joined.subarray(whole.length)
    yield convert(whole)
  }
  if (carry.length > 0) yield convert(carry)
}

function nextEncoding(found: NarrowEncoding, whole: Buffer): NarrowEncoding {
  if (found === 'windows-1252' || isAscii(whole)) return found
  if (isUtf8(whole)) return 'utf-8'
  if (found === 'ascii' && !startsAsUtf8(whole)) return 'windows-1252'
  throw fileProblem('The text is partly UTF-8 and partly not. Save the file again as “CSV UTF-8”.')
}

function startsAsUtf8(bytes: Buffer): boolean {
  const first = bytes.findIndex((byte) => byte >= 0x80)
  return isUtf8(bytes.subarray(first, first + widthOf(bytes[first]!)))
}

/** How many bytes a letter takes that starts with this one; 1 for what cannot start a longer one. */
const widthOf = (byte: number): number => (byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc0 ? 2 : 1)

/** How many bytes hold whole UTF-8 letters: the last one may continue in the next chunk. */
function wholeLetters(bytes: Buffer): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back]!
    if (byte < 0x80) break
    if (byte >= 0xc0) return widthOf(byte) > back ? bytes.length - back : bytes.length
  }
  return bytes.length
}
