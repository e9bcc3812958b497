import { createHmac } from 'node:crypto'
import { isUnlimited } from './applied'
import { findBundle } from './catalogue'
import { countryOf } from './networks'
import { type Applied, type Callback, type Esim, iso, note, type Store } from './store'

export type AlertType = 'Utilisation' | 'FirstUse' | 'FirstAttachment' | 'CountryChange'

/** HMAC-SHA256 of the raw body, keyed with the API key: hex in the vendor's guide, base64 in its OpenAPI. */
export const sign = (body: string, key: string, encoding: Callback['encoding']): string =>
  createHmac('sha256', key).update(body).digest(encoding)

export const signedHeaders = (body: string, key: string, { encoding }: Callback): Record<string, string> => ({
  'Content-Type': 'application/json',
  'X-Signature-SHA256': sign(body, key, encoding),
})

const bundleView = (bundle: Applied) => ({
  id: bundle.id,
  reference: bundle.reference,
  name: bundle.name,
  description: findBundle(bundle.name)?.description ?? '',
  initialQuantity: bundle.initial,
  remainingQuantity: bundle.remaining,
  startTime: iso(bundle.startsAt ?? bundle.assignedAt),
  endTime: iso(bundle.endsAt ?? bundle.lapsesAt),
  unlimited: isUnlimited(bundle),
})

const historyNames: Partial<Record<AlertType, string>> = {
  Utilisation: 'eSIM Utilisation Alert',
  FirstUse: 'eSIM First Use',
  FirstAttachment: 'eSIM First Attachment',
}

/** Tells the organisation's callback address (V3) what happened to an eSIM. */
export function alert(
  store: Store,
  esim: Esim,
  alertType: AlertType,
  about: { bundle?: Applied; country?: string },
) {
  const { bundle, country } = about
  const named = historyNames[alertType]
  if (named) note(store, esim, named, { bundleName: bundle?.name, alertType })
  const callback = store.accounts.get(esim.key)?.callback
  if (!callback) return
  const written = JSON.stringify({
    iccid: esim.iccid,
    alertType,
    ...(bundle ? { bundle: bundleView(bundle) } : {}),
    ...(country ? { country: { code: country, name: countryOf(country).name } } : {}),
  })
  const body = callback.iccidAsNumber ? written.replace(`"${esim.iccid}"`, esim.iccid) : written
  store.kernel.deliver({
    service: 'esim-go',
    type: alertType,
    url: callback.url,
    body,
    headers: () => signedHeaders(body, esim.key, callback),
    retryAfterS: [],
    ref: esim.key,
  })
}
