import { AppError } from '@/lib/core/error'

/**
 * The body of a request, never more of it in memory than it may have. Throws `too_large` with `words`, and `invalid` for
 * one that was cut off.
 */
export async function readBytes(request: Request, mostBytes: number, words: string): Promise<Buffer> {
  const tooLarge = () => new AppError('too_large', words)
  const length = request.headers.get('content-length')
  if (Number(length ?? 0) > mostBytes) throw tooLarge()
  if (length !== null) {
    const body = Buffer.from(await request.arrayBuffer())
    // A sender that hangs up early leaves a part of it, which is no forgery.
    if (body.length < Number(length)) throw new AppError('invalid', 'The body was cut off.')
    if (body.length > mostBytes) throw tooLarge()
    return body
  }
  // Nobody said how long it is: it is read only as far as it may be.
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of (request.body ?? []) as AsyncIterable<Uint8Array>) {
    size += chunk.byteLength
    if (size > mostBytes) throw tooLarge()
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}
