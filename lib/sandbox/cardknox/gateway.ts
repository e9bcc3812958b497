import { decimal, errorAnswer, type Fields, Refusal, readFields, reply, slugOf } from './call'
import { charge, save } from './charge'
import { capture, refund, void_, voidRefund } from './follow'
import type { Store, Transaction } from './store'

type Command = (store: Store, slug: string, fields: Fields) => Transaction

const commands: Record<string, Command> = {
  'cc:sale': (store, slug, fields) => charge(store, slug, 'CC:Sale', fields),
  'cc:authonly': (store, slug, fields) => charge(store, slug, 'CC:AuthOnly', fields),
  'cc:save': save,
  'cc:capture': capture,
  'cc:refund': refund,
  'cc:void': void_,
  'cc:voidrefund': voidRefund,
}

const statuses = { A: 'Approved', D: 'Declined', E: 'Error' } as const

// psp.md 6.1: these answer the reference of what they follow, and their own as the current one.
const keepsReference = /^cc:(capture|void)$/i

/** What the gateway and the hosted page say of a transaction. */
export const answerOf = ({ result, error, card, of, ...each }: Transaction): Record<string, string> => ({
  xResult: result,
  xStatus: statuses[result],
  xError: error,
  xErrorCode: result === 'A' ? '00000' : '01000',
  xRefNum: of && keepsReference.test(each.command) ? of : each.refNum,
  xRefNumCurrent: each.refNum,
  xAuthCode: result === 'A' ? each.refNum.slice(-6) : '',
  xBatch: result === 'A' ? '1' : '',
  xAvsResultCode: result === 'A' ? 'YYY' : '',
  xCvvResultCode: result === 'A' ? 'M' : '',
  xAuthAmount: decimal(each.authorized),
  xToken: each.token,
  xMaskedCardNumber: card?.masked ?? '',
  xCardType: card?.brand ?? '',
  xExp: card?.exp ?? '',
  xName: each.fields.xname ?? '',
  xCurrency: each.currency,
  xInvoice: each.fields.xinvoice ?? '',
})

/** `POST /gateway` with a form, `POST /gatewayjson` with JSON. Every answer is a 200. */
export function gateway(store: Store, text: string, isJson: boolean): Response {
  try {
    const fields = readFields(text, isJson)
    const slug = slugOf(fields)
    const command = commands[fields.xcommand!.toLowerCase()]
    if (!command) throw new Refusal('Unsupported command')
    return reply(answerOf(command(store, slug, fields)), isJson)
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    return reply(errorAnswer(error.message), isJson)
  }
}
