import { createReadStream, createWriteStream } from 'node:fs'
import { mkdtemp, open, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { limits, tooLarge } from './limits'

/** A path, or the bytes as they arrive. */
export type Source = string | AsyncIterable<Uint8Array>

/** The first bytes, at least `size` of them if there are as many, and the whole again from the start. */
export type Peeked = { head: Buffer; bytes: AsyncGenerator<Buffer>; close: () => Promise<unknown> }

export async function peek(source: Source, size: number): Promise<Peeked> {
  const chunks = (typeof source === 'string' ? createReadStream(source) : source)[Symbol.asyncIterator]()
  const first: Buffer[] = []
  let length = 0
  while (length < size) {
    const { value, done } = await chunks.next()
    if (done) break
    first.push(asBuffer(value))
    length += value.length
  }
  const head = Buffer.concat(first)
  return { head, bytes: bounded(head, chunks), close: async () => chunks.return?.() }
}

const asBuffer = (bytes: Uint8Array): Buffer =>
  Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)

async function* bounded(head: Buffer, rest: AsyncIterator<Uint8Array>): AsyncGenerator<Buffer> {
  try {
    yield head
    let total = head.length
    for (let next = await rest.next(); !next.done; next = await rest.next()) {
      total += next.value.length
      if (total > limits.fileBytes)
        throw tooLarge(`The file is larger than ${limits.fileBytes / 1024 / 1024} MB. Split it.`)
      yield asBuffer(next.value)
    }
  } finally {
    await rest.return?.()
  }
}

/** Keeps the bytes in a temporary file while `use` needs to read them from end to start. */
export async function* spooled<T>(
  bytes: AsyncIterable<Buffer>,
  use: (path: string) => AsyncGenerator<T>,
): AsyncGenerator<T> {
  const folder = await mkdtemp(join(tmpdir(), 'sims-'))
  try {
    const path = join(folder, 'upload')
    await pipeline(bytes, createWriteStream(path, { mode: 0o600 }))
    yield* use(path)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** Runs `use` with the file open, and closes it whatever happens. */
export async function* opened<T>(
  path: string,
  use: (file: Awaited<ReturnType<typeof open>>) => AsyncGenerator<T>,
): AsyncGenerator<T> {
  const file = await open(path)
  try {
    yield* use(file)
  } finally {
    await file.close()
  }
}
