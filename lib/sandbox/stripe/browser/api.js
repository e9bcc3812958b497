/* global sandboxUrl */
const from = document.currentScript?.src ? new URL(document.currentScript.src).origin : ''

// Where a test serves this script in the vendor's name, the sandbox says where it stands.
const base = from && !from.endsWith('.stripe.com') ? from : sandboxUrl

function flatten(value, name, into) {
  if (value === undefined || value === null) return
  if (typeof value !== 'object') into.append(name, String(value))
  else for (const [key, item] of Object.entries(value)) flatten(item, name ? `${name}[${key}]` : key, into)
}

/** Form-encodes nested values with brackets, as the API takes them. */
export function encode(params) {
  const form = new URLSearchParams()
  flatten(params, '', form)
  return form
}

/** One call of the API with the publishable key, for the account if one is given: what it answered, or `{error}` as stripe.js words it. */
export async function ask({ key, account }, method, path, params = {}) {
  const form = encode({ ...params, key, _stripe_account: account, _stripe_version: '2026-10-28.endive' })
  try {
    const url = method === 'GET' ? `${base}${path}?${form}` : `${base}${path}`
    const response = await fetch(url, { method, body: method === 'GET' ? undefined : form })
    return await response.json()
  } catch {
    const message =
      'We are experiencing issues connecting to our payments provider. Please check your connection and try again.'
    return { error: { type: 'api_connection_error', message } }
  }
}

/** Tells a 3-D Secure page of the sandbox how the buyer decided. */
export async function decide(url, passed) {
  const headers = { Accept: 'application/json' }
  await fetch(`${url}/${passed ? 'complete' : 'fail'}`, { method: 'POST', headers })
}

export const kindOf = (secret) => (secret.startsWith('seti_') ? 'setup_intent' : 'payment_intent')

export const pathOf = (secret) => `/v1/${kindOf(secret)}s/${secret.split('_secret_')[0]}`
