import { once } from 'node:events'
import { Readable } from 'node:stream'
import type { ReadableStream as WebStream } from 'node:stream/web'
import { Busboy } from '@fastify/busboy'
import { z } from 'zod'
import { AppError } from '@/lib/core/error'
import type { Context } from '@/lib/tenancy/context'
import { authorize } from '@/lib/tenancy/permissions'
import { limits } from '../file/limits'
import { beginImport, NewImport, type ReceivedFile } from './begin'
import { makeRoom, receiveFile, removeFile } from './files'

type Received = { fields: Record<string, string>; file: ReceivedFile | null }

const broken = () => new AppError('invalid', 'The upload broke off. Send the file again.')

function parserFor(contentType: string) {
  try {
    return Busboy({
      headers: { 'content-type': contentType },
      limits: { files: 1, fields: 20, fieldSize: 10_000, fileSize: limits.fileBytes + 1 },
    })
  } catch {
    throw new AppError('invalid', 'This is no upload of a form.')
  }
}

/** Takes the fields and the one file out of the body of a form, the file straight to disk. */
async function receive(tenantId: string, contentType: string, body: Readable): Promise<Received> {
  const parser = parserFor(contentType)
  await makeRoom(tenantId)
  const fields: Record<string, string> = {}
  let file: Promise<ReceivedFile | null> = Promise.resolve(null)
  let open: Readable | null = null
  parser.on('field', (name, value) => {
    fields[name] = value
  })
  parser.on('file', (name, stream, fileName) => {
    if (name !== 'file' || !fileName) return stream.resume()
    open = stream
    file = receiveFile(tenantId, fileName, stream)
    // It tells an upload that breaks off more than once, and nobody may be left who listens.
    stream.on('error', () => {})
    // What is wrong with the file is told below; without a disk to write to nobody reads the form to its end.
    file.catch((error) => error instanceof AppError || parser.destroy(error))
  })
  parser.on('error', () => {})
  const finished = once(parser, 'finish')
  body.on('error', (error) => parser.destroy(error))
  body.pipe(parser)
  try {
    await finished
  } catch {
    ;(open as Readable | null)?.destroy()
    await file.then((kept) => kept && removeFile(kept.path)).catch(() => {})
    throw broken()
  }
  return { fields, file: await file }
}

/**
 * Takes in a form with the fields of `NewImport` and the file `file`, of any size up to the limit, without holding it in
 * memory. Gives the id of the import, whose check has begun. Throws `invalid` or `too_large` at the field.
 */
export async function receiveImport(
  ctx: Context,
  contentType: string,
  body: ReadableStream<Uint8Array> | null,
): Promise<string> {
  authorize(ctx, 'sims:write')
  if (!body) throw broken()
  const { fields, file } = await receive(ctx.tenantId, contentType, Readable.fromWeb(body as WebStream))
  try {
    const input = NewImport.safeParse(fields)
    if (input.success && file) return await beginImport(ctx, input.data, file)
    throw new AppError('invalid', 'Some fields need a look.', {
      fields: {
        ...(!file && { file: ['Choose the file that holds your SIMs.'] }),
        ...(input.error && z.flattenError(input.error).fieldErrors),
      },
    })
  } catch (error) {
    if (file) await removeFile(file.path)
    throw error
  }
}
