import { z } from 'zod'
import { type Call, readBody } from './call'
import { esimOf, serviceOf } from './esims'
import { note } from './store'

const Sms = z.object({ message: z.string().min(1).max(160), from: z.literal('eSIM').default('eSIM') })

export function sendSms(call: Call) {
  esimOf(call)
  readBody(Sms, call)
  return { status: 'sent' }
}

const Suspend = z.object({ suspend: z.boolean() })

/** Answers 201 (vendor's guide "Suspend & Unsuspend eSIMs"). */
export function suspendEsim(call: Call) {
  const esim = esimOf(call)
  const { suspend } = readBody(Suspend, call)
  esim.isSuspended = suspend
  note(call.store, esim, suspend ? 'eSIM Suspended' : 'eSIM Unsuspended')
  return Response.json(
    { status: `eSIM ${suspend ? 'suspended' : 'unsuspended'} successfully` },
    { status: 201 },
  )
}

export function showSuspension(call: Call) {
  const esim = esimOf(call)
  return { state: serviceOf(esim), suspended: esim.isSuspended }
}
