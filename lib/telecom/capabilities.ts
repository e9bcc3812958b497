import type { Capability, Carrier } from './provider'

/** What each member of a carrier is good for, in the order in which people ask. */
const meanings: Record<Capability, string> = {
  testConnection: 'Check the account',
  balance: 'Say what is left on the account',
  listOffers: 'List what it sells',
  listNetworks: 'List networks by country',
  quote: 'Confirm price and stock before a sale',
  order: 'Deliver a new eSIM',
  findOrders: 'Find an order whose answer was lost',
  fetchActivation: 'Give activation codes',
  tag: 'Keep our reference on the eSIM',
  fetchProfile: 'Say whether an eSIM is installed',
  listBundles: 'Report data used and left',
  isCompatible: 'Say whether a refill fits a SIM',
  listCompatibleTopUps: 'List refills that fit a SIM',
  topUp: 'Refill a SIM in use',
  suspend: 'Suspend a SIM',
  resume: 'Resume a SIM',
  revoke: 'Take back an unused plan',
  location: 'Say where a SIM was seen last',
  readNotice: 'Send signed webhooks',
}

/** What a carrier can and cannot do, by the members it has. */
export const capabilitiesOf = (
  carrier: Carrier,
): { name: Capability; meaning: string; isPresent: boolean }[] =>
  (Object.keys(meanings) as Capability[]).map((name) => ({
    name,
    meaning: meanings[name],
    isPresent: carrier[name] !== undefined,
  }))
