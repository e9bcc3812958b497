import { Readable } from 'node:stream'

/** A CSV file, sent while it is written. `fileName` is plain ASCII. */
export const csvResponse = ({ fileName, csv }: { fileName: string; csv: AsyncIterable<string> }): Response =>
  new Response(Readable.toWeb(Readable.from(csv)) as ReadableStream, {
    headers: {
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': `attachment; filename="${fileName}"`,
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
    },
  })
