import type { FileHandle } from 'node:fs/promises'
import { pipeline } from 'node:stream'
import { createInflateRaw } from 'node:zlib'
import { fileProblem, limits, tooLarge } from './limits'

/** One file of an archive, as its directory describes it (PKWARE APPNOTE 4.3.12). Sizes in bytes. */
export type ZipEntry = {
  name: string
  isEncrypted: boolean
  method: number
  packed: number
  size: number
  at: number
}

const damaged = () =>
  fileProblem('The workbook is damaged or cut off. Save it again and upload the whole file.')

/** The directory at the end of an archive. Throws a sentence for what is no whole archive. */
export async function readDirectory(file: FileHandle): Promise<Map<string, ZipEntry>> {
  const { size } = await file.stat()
  const tail = await readAt(file, Math.max(0, size - 65_557), Math.min(size, 65_557))
  const end = tail.lastIndexOf('PK\x05\x06', undefined, 'latin1')
  if (end < 0 || end + 22 > tail.length) throw damaged()
  const [count, length, at] = [
    tail.readUInt16LE(end + 10),
    tail.readUInt32LE(end + 12),
    tail.readUInt32LE(end + 16),
  ]
  if (count > limits.zipEntries || at + length > size) throw damaged()
  return new Map(entriesOf(await readAt(file, at, length), count).map((entry) => [entry.name, entry]))
}

async function readAt(file: FileHandle, position: number, length: number): Promise<Buffer> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, position)
  return buffer.subarray(0, bytesRead)
}

function entriesOf(directory: Buffer, count: number): ZipEntry[] {
  const entries: ZipEntry[] = []
  let at = 0
  while (entries.length < count) {
    if (at + 46 > directory.length || directory.readUInt32LE(at) !== 0x02014b50) throw damaged()
    const nameEnd = at + 46 + directory.readUInt16LE(at + 28)
    const extraEnd = nameEnd + directory.readUInt16LE(at + 30)
    entries.push({
      name: directory.toString('utf8', at + 46, nameEnd),
      isEncrypted: (directory.readUInt16LE(at + 8) & 1) === 1,
      method: directory.readUInt16LE(at + 10),
      ...sizesOf(directory, at, directory.subarray(nameEnd, extraEnd)),
    })
    at = extraEnd + directory.readUInt16LE(at + 32)
  }
  return entries
}

/** Sizes of 0xFFFFFFFF stand in the ZIP64 field (id 1) in this order, each only when it is needed. */
function sizesOf(directory: Buffer, at: number, extra: Buffer): Pick<ZipEntry, 'packed' | 'size' | 'at'> {
  const wide = wideField(extra)
  let next = 0
  const read = (offset: number): number => {
    const value = directory.readUInt32LE(at + offset)
    if (value !== 0xffffffff) return value
    if (!wide || wide.length < next + 8) throw damaged()
    next += 8
    return Number(wide.readBigUInt64LE(next - 8))
  }
  const size = read(24)
  const packed = read(20)
  return { size, packed, at: read(42) }
}

function wideField(extra: Buffer): Buffer | null {
  for (let at = 0; at + 4 <= extra.length; at += 4 + extra.readUInt16LE(at + 2))
    if (extra.readUInt16LE(at) === 1) return extra.subarray(at + 4, at + 4 + extra.readUInt16LE(at + 2))
  return null
}

/**
 * Unpacks one entry as it is read. An entry that promises too much is refused before a byte of it is unpacked, and one
 * that gives more than it promised as soon as it does.
 */
export async function* unpack(file: FileHandle, entry: ZipEntry): AsyncGenerator<Buffer> {
  if (entry.isEncrypted) throw fileProblem('The workbook has a password. Save it without one.')
  if (entry.method !== 0 && entry.method !== 8) throw damaged()
  if (entry.size > limits.partBytes || entry.size > Math.max(entry.packed, 10_000) * limits.packRatio)
    throw tooLarge('The workbook unpacks to far more than its size. Save the list as CSV instead.')
  const header = await readAt(file, entry.at, 30)
  if (header.length < 30 || header.readUInt32LE(0) !== 0x04034b50) throw damaged()
  const start = entry.at + 30 + header.readUInt16LE(26) + header.readUInt16LE(28)
  let total = 0
  for await (const chunk of inflated(file, start, entry)) {
    total += chunk.length
    if (total > entry.size) throw damaged()
    yield chunk
  }
  if (total < entry.size) throw damaged()
}

async function* inflated(
  file: FileHandle,
  start: number,
  { method, packed }: ZipEntry,
): AsyncGenerator<Buffer> {
  if (packed === 0) return
  const source = file.createReadStream({ start, end: start + packed - 1, autoClose: false })
  // A failure of either end comes out of the loop below.
  const bytes = method === 0 ? source : pipeline(source, createInflateRaw(), () => {})
  try {
    yield* bytes as AsyncIterable<Buffer>
  } catch (error) {
    throw (error as NodeJS.ErrnoException).code?.startsWith('Z_') ? damaged() : error
  }
}
