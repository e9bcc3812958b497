const secretName = /secret|token|password|api_?key|activation|matching_?id|confirmation_?code|^(lpa|pin|puk)/i
const secretText =
  /\b(?:(?:sk|rk|whsec)_\w{6,}|(?:test|live)_\w{30,}|\w+_secret_\w{6,}|LPA:1\$\S+|hash=\w+)/gi

function veil(value: unknown): unknown {
  if (typeof value === 'string') return value.replace(secretText, '[hidden]')
  if (Array.isArray(value)) return value.map(veil)
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(
    Object.entries(value).map(([name, each]) => [
      name,
      secretName.test(name) && typeof each === 'string' && each ? '[hidden]' : veil(each),
    ]),
  )
}

/** The body of a webhook for people: JSON in lines, and what opens or installs something hidden. */
export function withoutSecrets(body: string): string {
  try {
    return JSON.stringify(veil(JSON.parse(body)), null, 2)
  } catch {
    return body.replace(secretText, '[hidden]')
  }
}
