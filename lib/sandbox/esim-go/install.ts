import { type Call, isWrapped } from './call'
import { Refusal } from './refusal'
import { type Delivery, type Esim, iso, type Store, smdpAddress } from './store'

const appleUrl = 'https://esimsetup.apple.com/esim_qrcode_provisioning?carddata='
const androidUrl = 'https://esimsetup.android.com/esim_qrcode_provisioning?carddata='

/** The links that open the installation on a phone, when the caller asks for them. */
export function installLinks({ matchingId }: Esim, query: URLSearchParams): Record<string, string> {
  const wanted = query.get('additionalFields') ?? ''
  const lpa = `LPA:1$${smdpAddress}$${matchingId}`
  const both = wanted.includes('installUrl')
  return {
    ...(both || wanted.includes('appleInstallUrl') ? { appleInstallUrl: appleUrl + lpa } : {}),
    ...(both || wanted.includes('androidInstallUrl') ? { androidInstallUrl: androidUrl + lpa } : {}),
  }
}

function row(esim: Esim, query: URLSearchParams) {
  const { iccid, matchingId, status, pin, puk, installedAt } = esim
  const installed = installedAt === undefined ? {} : { firstInstalledDateTime: iso(installedAt) }
  return {
    iccid,
    matchingId,
    smdpAddress,
    profileStatus: status,
    pin,
    puk,
    ...installed,
    ...installLinks(esim, query),
  }
}

const stillWorkingS = 1

/** Unknown references are refused; while one is being worked on, 503 says when to ask again. */
function deliveriesOf({ store, account, query, now }: Call): Delivery[] {
  const references = query.getAll('reference').filter(Boolean)
  if (references.length === 0) throw new Refusal(400, 'reference is required')
  return references.map((reference) => {
    const delivery = store.deliveries.get(reference)
    if (delivery?.key !== account.key) throw new Refusal(400, `reference ${reference} not found`)
    if (delivery.readyAt === null || now < delivery.readyAt)
      throw new Refusal(503, 'eSIMs are still being processed, please try again later', stillWorkingS)
    return delivery
  })
}

function csv(store: Store, deliveries: Delivery[]): Response {
  const lines = deliveries.flatMap(({ reference, rows }) =>
    rows.map(({ iccid, bundle }) =>
      [iccid, store.esims.get(iccid)?.matchingId, smdpAddress, bundle, reference].join(','),
    ),
  )
  const text = ['ICCID,Matching ID,RSP URL,Bundle,Reference', ...lines].join('\n')
  return new Response(`${text}\n`, { headers: { 'Content-Type': 'text/csv' } })
}

/**
 * `/esims/assignments`: CSV unless JSON is accepted. The vendor's OpenAPI shows the JSON of one eSIM as an object, its
 * callers read a list; wrapped keys get the first.
 */
export function showAssignments(call: Call) {
  const { store, query, accept } = call
  const deliveries = deliveriesOf(call)
  if (accept.includes('application/zip'))
    throw new Refusal(400, 'The sandbox draws no QR images: accept text/csv or application/json.')
  if (!accept.includes('application/json')) return csv(store, deliveries)
  const iccids = new Set(deliveries.flatMap(({ rows }) => rows.map(({ iccid }) => iccid)))
  const list = [...iccids].flatMap((iccid) => store.esims.get(iccid) ?? []).map((esim) => row(esim, query))
  return isWrapped(call) && list.length === 1 ? list[0] : list
}
