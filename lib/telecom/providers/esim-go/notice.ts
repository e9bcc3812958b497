import { createHash, createHmac } from 'node:crypto'
import { findCountry } from '@/lib/core/countries'
import { AppError } from '@/lib/core/error'
import { parseLossless } from '@/lib/core/json'
import { sameText } from '@/lib/core/secrets'
import type { TelecomNotice } from '../../provider'
import { Callback } from './wire'

const header = 'x-signature-sha256'

/** HMAC-SHA256 of the raw body with the API key. The OpenAPI text shows base64, the webhook guide hex: both are taken. */
export function isSigned(body: string, signature: string, apiKey: string): boolean {
  const digest = createHmac('sha256', apiKey).update(body).digest()
  const hex = sameText(signature.toLowerCase(), digest.toString('hex'))
  const base64 = sameText(signature, digest.toString('base64'))
  return hex || base64
}

function kindOf(alertType: string): TelecomNotice['kind'] {
  const plain = alertType.toLowerCase().replace(/[^a-z]/g, '')
  if (plain === 'utilisation') return 'usage'
  if (plain === 'firstuse') return 'first_use'
  if (plain.startsWith('firstattach')) return 'attached'
  return plain === 'countrychange' ? 'country' : 'other'
}

function toNotice(raw: unknown, eventId: string): TelecomNotice {
  const { iccid, alertType, bundle, country } = Callback.parse(raw)
  const place = country?.code ?? country?.name
  const isData = !bundle?.unit || /bytes/i.test(bundle.unit)
  return {
    eventId,
    kind: kindOf(alertType),
    iccid,
    ...(bundle &&
      isData && {
        bundle: {
          id: bundle.id ?? '',
          name: bundle.name,
          description: bundle.description ?? bundle.name,
          initialBytes: bundle.initialQuantity,
          remainingBytes: bundle.remainingQuantity,
          unlimited: bundle.unlimited ?? false,
          startsAt: bundle.startTime,
          endsAt: bundle.endTime,
          reference: bundle.reference,
        },
      }),
    ...(place && { country: findCountry(place) ?? place }),
    raw,
  }
}

/** Reads a V3 callback; V2 is unsigned and refused. The body has no id of its own, so its digest is the event's. */
export function readNotice(request: { headers: Headers; body: string }, apiKey: string): TelecomNotice[] {
  const { headers, body } = request
  const signature = headers.get(header)?.trim()
  if (!signature)
    throw new AppError(
      'unauthenticated',
      'The callback is not signed. Set its version to V3 in the eSIM Go portal.',
    )
  if (!isSigned(body, signature, apiKey))
    throw new AppError('unauthenticated', 'The callback is not signed with the API key of this connection.')
  const eventId = createHash('sha256').update(body).digest('hex')
  try {
    return [toNotice(parseLossless(body), eventId)]
  } catch (cause) {
    throw new AppError('invalid', 'The callback has no form that is known.', {}, { cause })
  }
}
