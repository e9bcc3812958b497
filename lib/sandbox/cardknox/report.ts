import { decimal, errorAnswer, type Fields, Refusal, readFields, reply, slugOf } from './call'
import { entered, sortable } from './clock'
import { isSettled, ofAccount, relatedTo, type Store, type Transaction } from './store'

const results = { A: 'Approved', D: 'Declined', E: 'Error' } as const

// docs.solapayments.com/api/reporting: at most 1000, or 5000 of one day.
const most = 1_000

type Row = Record<string, string>

const customs = Array.from({ length: 20 }, (_, place) => `xCustom${String(place + 1).padStart(2, '0')}`)

function rowOf(store: Store, each: Transaction): Row {
  const { refNum, command, result, error, requested, authorized, currency, card, token, fields } = each
  const given = (name: string) => fields[name.toLowerCase()] ?? ''
  return {
    xRefNum: refNum,
    xCommand: command,
    xEnteredDate: entered(each.at),
    xResponseResult: results[result],
    xResponseError: error,
    xAmount: decimal(requested),
    xRequestAmount: decimal(requested),
    xAuthAmount: decimal(authorized),
    xCurrency: currency,
    xMaskedCardNumber: card?.masked ?? '',
    xCardType: card?.brand ?? '',
    xExp: card?.exp ?? '',
    xToken: token,
    xName: given('xName'),
    xEmail: given('xEmail'),
    xInvoice: given('xInvoice'),
    xOrderID: given('xOrderID'),
    xDescription: given('xDescription'),
    ...Object.fromEntries(customs.map((name) => [name, given(name)])),
    xVoid: each.isVoid ? '1' : '0',
    xVoidable: result === 'A' && !each.isVoid && !isSettled(store, each) ? '1' : '0',
  }
}

const dated = /^\d{4}-\d{2}-\d{2}( \d{2}:\d{2}:\d{2})?$/

function dateOf(fields: Fields, name: 'xBeginDate' | 'xEndDate'): string {
  const text = fields[name.toLowerCase()] ?? ''
  if (!dated.test(text)) throw new Refusal(`Required: ${name}`)
  return text.length === 10 ? `${text} ${name === 'xBeginDate' ? '00:00:00' : '23:59:59'}` : text
}

const within = (fields: Fields) => {
  const [begin, end] = [dateOf(fields, 'xBeginDate'), dateOf(fields, 'xEndDate')]
  return ({ at }: Transaction) => sortable(at) >= begin && sortable(at) <= end
}

const inReport: Record<string, (each: Transaction) => boolean> = {
  'report:all': () => true,
  'report:approved': ({ result, command }) => result === 'A' && !/^cc:(authonly|void)$/i.test(command),
  'report:declined': ({ result }) => result === 'D',
}

function find(store: Store, slug: string, fields: Fields): Transaction[] {
  const command = fields.xcommand!.toLowerCase()
  if (command === 'report:transaction' || command === 'report:related') {
    const refNum = fields.xrefnum
    if (!refNum) throw new Refusal('Required: xRefNum')
    return command === 'report:related'
      ? relatedTo(store, slug, refNum)
      : ofAccount(store, slug).filter((each) => each.refNum === refNum)
  }
  const isIn = inReport[command]
  if (!isIn) throw new Refusal('Unsupported command')
  return ofAccount(store, slug).filter(isIn).filter(within(fields))
}

/** docs.solapayments.com/api/reporting: `ai` and a text means exactly that, `a=` that it holds it. */
function passes(row: Row, fields: Fields): boolean {
  return Object.entries(row).every(([name, value]) => {
    const [, operator, text = ''] = /^(ai|a=)(.*)$/.exec(fields[name.toLowerCase()] ?? '') ?? []
    if (!operator) return true
    return operator === 'ai' ? value === text : value.includes(text)
  })
}

const isTrue = (text: string | undefined) => /^(true|1)$/i.test(text ?? '')

function limitOf({ xmaxrecords }: Fields): number {
  const wanted = Number(xmaxrecords || most)
  if (!Number.isInteger(wanted) || wanted < 1) throw new Refusal('Invalid xMaxRecords')
  return Math.min(wanted, most)
}

/** `POST /report` with a form, `POST /reportjson` with JSON. Oldest first, or the newest where those are asked for. */
export function report(store: Store, text: string, isJson: boolean): Response {
  try {
    const fields = readFields(text, isJson)
    const slug = slugOf(fields)
    if (slug.includes('noreport')) throw new Refusal('Key does not have permission to run reports')
    const limit = limitOf(fields)
    const found = find(store, slug, fields)
      .map((each) => rowOf(store, each))
      .filter((row) => passes(row, fields))
    const rows = isTrue(fields.xgetnewest) ? found.slice(-limit).reverse() : found.slice(0, limit)
    return reply(
      {
        xResult: 'S',
        xStatus: 'Success',
        xError: '',
        xErrorCode: '00000',
        xRecordsReturned: String(rows.length),
        xReportingMaxTransactions: String(limit),
        xReportData: rows,
      },
      isJson,
    )
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    return reply(errorAnswer(error.message), isJson)
  }
}
