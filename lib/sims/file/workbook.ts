import type { FileHandle } from 'node:fs/promises'
import { fileProblem, limits, tooLarge } from './limits'
import { readXml, type XmlHandler } from './xml'
import { readDirectory, unpack, type ZipEntry } from './zip'

/** Where the parts of a workbook are: its first visible sheet, and the texts that its cells share. */
export type Workbook = { sheet: ZipEntry; sharedStrings: ZipEntry | null; notices: string[] }

const notExcel = () =>
  fileProblem('The file is an archive but no Excel workbook. Save the list as .xlsx or .csv.')

export async function openWorkbook(file: FileHandle): Promise<Workbook> {
  const entries = await readDirectory(file)
  const root = (await relations(file, entries, '')).find(({ type }) => type === 'officeDocument')
  if (!root) throw notExcel()
  const parts = await relations(file, entries, root.target)
  const { shown, notices } = chosen(await sheetsOf(file, entry(entries, root.target)))
  const sheet = parts.find(({ id }) => id === shown.id)
  if (sheet?.type !== 'worksheet') throw notExcel()
  const shared = parts.find(({ type }) => type === 'sharedStrings')
  return {
    sheet: entry(entries, sheet.target),
    sharedStrings: shared ? entry(entries, shared.target) : null,
    notices,
  }
}

function entry(entries: Map<string, ZipEntry>, path: string): ZipEntry {
  const found = entries.get(path)
  if (!found) throw notExcel()
  return found
}

type Relation = { id: string; type: string; target: string }

/** What a part refers to (ECMA-376 part 2, 9.3); the part '' is the package. Targets come as names of entries. */
async function relations(
  file: FileHandle,
  entries: Map<string, ZipEntry>,
  part: string,
): Promise<Relation[]> {
  const folder = part.slice(0, part.lastIndexOf('/') + 1)
  const list = entries.get(`${folder}_rels/${part.slice(folder.length)}.rels`)
  if (!list) throw notExcel()
  const found: Relation[] = []
  await readPart(file, list, {
    open: (name, { Id = '', Type = '', Target = '' }) => {
      if (name !== 'Relationship') return
      const target = new URL(Target, `zip:///${folder}`).pathname.slice(1)
      found.push({ id: Id, type: Type.slice(Type.lastIndexOf('/') + 1), target: decodeURIComponent(target) })
    },
  })
  return found
}

type Sheet = { name: string; id: string; isHidden: boolean }

async function sheetsOf(file: FileHandle, part: ZipEntry): Promise<Sheet[]> {
  const sheets: Sheet[] = []
  await readPart(file, part, {
    open: (tag, attributes) => {
      if (tag !== 'sheet') return
      const id = Object.entries(attributes).find(([name]) => name.endsWith(':id'))?.[1] ?? ''
      sheets.push({
        name: attributes.name ?? '',
        id,
        isHidden: (attributes.state ?? 'visible') !== 'visible',
      })
    },
  })
  return sheets
}

/** The second sheet of our own template explains the columns. */
export const notesSheet = 'Notes'

function chosen(sheets: Sheet[]): { shown: Sheet; notices: string[] } {
  const [shown, ...others] = sheets.filter(({ isHidden }) => !isHidden)
  if (!shown) throw notExcel()
  const ignored = others.filter(({ name }) => name !== notesSheet).map(({ name }) => `“${name}”`)
  const notices =
    ignored.length > 0 ? [`Only the sheet “${shown.name}” was read, not ${ignored.join(', ')}.`] : []
  return { shown, notices }
}

async function readPart(file: FileHandle, part: ZipEntry, handler: XmlHandler): Promise<void> {
  for await (const _ of readXml(unpack(file, part), handler));
}

/** The texts to which cells refer by number. They are the one thing of a workbook that must be held whole. */
export async function readSharedStrings(file: FileHandle, part: ZipEntry | null): Promise<string[]> {
  const strings: string[] = []
  if (!part) return strings
  const collect = textCollector()
  let chars = 0
  await readPart(file, part, {
    open: collect.open,
    text: collect.text,
    close: (name) => {
      collect.close(name)
      if (name !== 'si') return
      const text = collect.take()
      chars += text.length
      if (strings.push(text) > limits.sharedStrings || chars > limits.sharedChars)
        throw tooLarge('The workbook holds too much text. Save the list as CSV instead.')
    },
  })
  return strings
}

/** Joins the pieces of a rich text; readings of Asian text (`rPh`) are no part of it. */
export function textCollector() {
  let text = ''
  let isInText = false
  let isReading = false
  return {
    open: (name: string) => {
      if (name === 'rPh') isReading = true
      if (name === 't') isInText = true
    },
    text: (piece: string) => {
      if (isInText && !isReading) text += piece
    },
    close: (name: string) => {
      if (name === 'rPh') isReading = false
      if (name === 't') isInText = false
    },
    take: (): string => {
      const taken = text
      text = ''
      // ECMA-376 part 1, 22.9.2.19: characters that XML cannot hold are written _xHHHH_.
      return taken.replace(/_x([0-9A-Fa-f]{4})_/g, (_all, code) =>
        String.fromCharCode(Number.parseInt(code, 16)),
      )
    },
  }
}
