'use server'
import type { FormState } from '@/components/form/state'
import type { PayAnswer } from '@/components/paying/use-pay'
import { beginRefill } from '@/lib/store/refill'
import { buyerOf } from '@/lib/web/buyer'
import { answerRefill, payAnswer, postAnswer } from '../../../refill-answer'

const begin = (address: string, token: string, form: FormData) =>
  answerRefill(address, form, async (store, input, origin) =>
    beginRefill(store, token, input, origin, await buyerOf(store.tenantId)),
  )

export const pay = async (address: string, token: string, form: FormData): Promise<PayAnswer> =>
  payAnswer(await begin(address, token, form))

export const payByPost = async (
  address: string,
  token: string,
  _before: FormState,
  form: FormData,
): Promise<FormState> => postAnswer(await begin(address, token, form))
