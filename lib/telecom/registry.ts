import { notFound } from '@/lib/core/error'
import type { TelecomProvider } from './provider'
import { esimGo } from './providers/esim-go/index'
import { stock } from './providers/stock/index'

/** Every telecom provider there is. A new one is a folder and a line here. */
export const telecomProviders: readonly TelecomProvider[] = [stock, esimGo]

export const findTelecom = (name: string): TelecomProvider | undefined =>
  telecomProviders.find((provider) => provider.name === name)

/** Throws `not_found` for a name that no provider has. */
export function telecomNamed(name: string): TelecomProvider {
  const provider = findTelecom(name)
  if (!provider) throw notFound('telecom', name)
  return provider
}
