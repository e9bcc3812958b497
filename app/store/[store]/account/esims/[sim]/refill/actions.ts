'use server'
import type { FormState } from '@/components/form/state'
import type { PayAnswer } from '@/components/paying/use-pay'
import { beginOwnRefill } from '@/lib/store/refill'
import { needBuyer } from '@/lib/web/buyer'
import { answerRefill, payAnswer, postAnswer } from '../../../../refill-answer'

async function begin(address: string, sim: string, form: FormData) {
  const buyer = await needBuyer(address)
  return answerRefill(address, form, (store, input, origin) =>
    beginOwnRefill(store, buyer, sim, input, origin),
  )
}

export const pay = async (address: string, sim: string, form: FormData): Promise<PayAnswer> =>
  payAnswer(await begin(address, sim, form))

export const payByPost = async (
  address: string,
  sim: string,
  _before: FormState,
  form: FormData,
): Promise<FormState> => postAnswer(await begin(address, sim, form))
