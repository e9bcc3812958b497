import type { z } from 'zod'
import { notFound } from '@/lib/core/error'
import type { Provider } from './provider'
import { stripe } from './providers/stripe/index'

/** Every payment provider there is. A new one is a folder and a line here. */
export const providers: readonly Provider[] = [stripe]

export const findProvider = (name: string): Provider | undefined =>
  providers.find((provider) => provider.name === name)

/** Throws `not_found` for a name that no provider has. */
export function providerNamed(name: string): Provider {
  const provider = findProvider(name)
  if (!provider) throw notFound('payment provider', name)
  return provider
}

export type CredentialField = {
  name: string
  label: string
  isSecret: boolean
  isRequired: boolean
  hint: string | null
}

/** The settings form of a provider, in the order of its credentials. */
export const fieldsOf = ({ credentials }: Provider): CredentialField[] =>
  Object.entries(credentials.shape).map(([name, field]) => {
    const meta = (field as z.ZodType).meta() ?? {}
    return {
      name,
      label: meta.description ?? name,
      isSecret: meta.secret !== false,
      isRequired: !(field as z.ZodType).safeParse(undefined).success,
      hint: typeof meta.hint === 'string' ? meta.hint : null,
    }
  })
