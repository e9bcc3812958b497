import { AppError } from '@/lib/core/error'
import type { StartPayment, StartSetup } from '../../gateway'
import { toWire } from './amount'
import type { Link } from './client'
import type { CardknoxCredentials } from './credentials'
import { INSTALLATION, PURPOSE } from './rows'

// psp.md 6.2: beyond this the page answers 404.
const longestAddress = 2_048

/** Where the hosted page of an account is. */
export const siteOf = ({ credentials, endpoint }: Link): string =>
  endpoint.url === 'https://x1.cardknox.com'
    ? `https://secure.cardknox.com/${credentials.site}`
    : `${endpoint.url}/site/${credentials.site}`

const returnBy = ({ returnField }: CardknoxCredentials, returnUrl: string): Record<string, string> =>
  returnField === 'none' ? {} : { [returnField]: returnUrl }

/** What a payment is for whose card is to be kept. */
export const SAVE = 'save'

type Wish = Pick<StartPayment, 'amount' | 'email' | 'description' | 'capture' | 'save' | 'metadata'> & {
  reference: string
  returnUrl: string
  /** The buyer was told of a repeat and pays again all the same. */
  isMeant: boolean
}

/**
 * The address of the hosted page for one payment. The buyer holds it and may edit it: the report says what was paid.
 * Throws `invalid` for an amount that the account does not take, and for an address that the page would not open.
 */
export function pageFor(link: Link, wish: Wish): string {
  const { credentials } = link
  const address = (description: string) => {
    const url = new URL(siteOf(link))
    url.search = new URLSearchParams({
      xAmount: toWire(wish.amount, credentials.currency),
      AmountLocked: '1',
      xCurrency: wish.amount.currency,
      [credentials.referenceField]: wish.reference,
      ...(wish.capture === 'manual' && { xCommand: 'cc:authonly' }),
      ...(wish.metadata.installation && { [INSTALLATION]: wish.metadata.installation }),
      ...(wish.save && { [PURPOSE]: SAVE }),
      ...(wish.isMeant && { xAllowDuplicate: 'true' }),
      ...(wish.email && { xEmail: wish.email }),
      ...(description && { xDescription: description }),
      ...returnBy(credentials, wish.returnUrl),
    }).toString()
    return url.href
  }
  return firstThatFits([wish.description.slice(0, 255), ''].map(address))
}

/** The same for a card that is kept without paying. */
export function savePageFor(link: Link, wish: Omit<StartSetup, 'key'> & { reference: string }): string {
  const { credentials } = link
  const url = new URL(siteOf(link))
  url.search = new URLSearchParams({
    xCommand: 'cc:save',
    [credentials.referenceField]: wish.reference,
    ...(wish.name && { xName: wish.name.slice(0, 100) }),
    ...(wish.email && { xEmail: wish.email }),
    ...returnBy(credentials, wish.returnUrl),
  }).toString()
  return firstThatFits([url.href])
}

function firstThatFits(addresses: readonly string[]): string {
  const found = addresses.find(({ length }) => length <= longestAddress)
  if (found) return found
  throw new AppError('invalid', 'The address of the payment page is too long for Cardknox.', {
    provider: 'cardknox',
  })
}
