const longest = 256
// `&token=` and a token, added once there is one.
const reserved = 32

const first = ['payment_id', 'installation', 'capture']

/** What finds a payment again, as the one free text that goes through PayPal: those that must, and more while they fit. */
export function pack(metadata: Record<string, string>): string {
  const names = [...first, ...Object.keys(metadata).filter((name) => !first.includes(name))]
  const packed = new URLSearchParams()
  for (const name of names) {
    const value = metadata[name]
    if (value === undefined) continue
    const longer = new URLSearchParams([...packed, [name, value]])
    if (longer.toString().length <= longest - reserved) packed.set(name, value)
  }
  return packed.toString()
}

/** A payment says by what token it was begun, so that it is known again under its new name. */
export function withToken(custom: string, token: string): string {
  const packed = new URLSearchParams(custom)
  packed.set('token', token)
  return packed.toString()
}

export function unpack(custom: string | undefined): {
  metadata: Record<string, string>
  token: string | undefined
} {
  const { token, ...metadata } = Object.fromEntries(new URLSearchParams(custom ?? ''))
  return { metadata, token }
}
