import { SaxesParser } from 'saxes'
import { fileProblem, limits, tooLarge } from './limits'

/** What is done on each event; names come without prefix. */
export type XmlHandler = {
  open?: (name: string, attributes: Record<string, string>) => void
  text?: (text: string) => void
  close?: (name: string) => void
}

const bare = (name: string): string => name.slice(name.indexOf(':') + 1)

/** Feeds the bytes to the handler and yields after each chunk, so that the caller can pass on what was collected. */
export async function* readXml(bytes: AsyncIterable<Buffer>, handler: XmlHandler): AsyncGenerator<void> {
  const parser = new SaxesParser({ position: false, xmlns: false })
  const decoder = new TextDecoder()
  let sinceTag = 0
  parser.on('error', (error) => {
    throw fileProblem(`The workbook is damaged: ${error.message}. Save it again.`)
  })
  parser.on('opentag', ({ name, attributes }) => {
    sinceTag = 0
    handler.open?.(bare(name), attributes)
  })
  parser.on('closetag', ({ name }) => {
    sinceTag = 0
    handler.close?.(bare(name))
  })
  parser.on('text', (text) => handler.text?.(text))
  parser.on('cdata', (text) => handler.text?.(text))
  for await (const chunk of bytes) {
    sinceTag += chunk.length
    parser.write(decoder.decode(chunk, { stream: true }))
    if (sinceTag > limits.tagGapChars) throw tooLarge('A cell of the workbook is too long to be read.')
    yield
  }
  parser.write(decoder.decode()).close()
}
