import { type Account, type Carrier, type OfferFacts, TelecomError } from '../../provider'
import { type Client, rowsOf } from './client'
import { name } from './errors'
import { toAccount, toNetworks, toOffer } from './translate-catalogue'
import { CatalogueReply, NetworksReply, OrganisationReply } from './wire'

const bundlesPerPage = 50

/** The reply holds the API key and the users; only these three facts of it leave here. */
const readAccount = (client: Client): Promise<Account> =>
  client.read({ path: '/organisation' }, OrganisationReply.transform(toAccount))

async function* listOffers(client: Client): AsyncGenerator<OfferFacts> {
  const { currency } = await readAccount(client)
  const shape = CatalogueReply.transform((rows) =>
    rows.map((row) => ({ key: String(row.name), offer: toOffer(row, currency) })),
  )
  const pages = rowsOf(
    bundlesPerPage,
    ({ key }: { key: string; offer: OfferFacts | undefined }) => key,
    (page) =>
      client.read(
        { path: '/catalogue', query: { page: String(page), perPage: String(bundlesPerPage) } },
        shape,
      ),
  )
  for await (const { offer } of pages) if (offer) yield offer
}

export const catalogue = (client: Client) =>
  ({
    testConnection: () => readAccount(client),

    async balance() {
      const { balance } = await readAccount(client)
      if (!balance) throw new TelecomError(name, 'unsupported', 'eSIM Go does not say what is left here.')
      return balance
    },

    listOffers: () => listOffers(client),

    listNetworks: (countries) =>
      client.read(
        {
          path: '/networks',
          query: countries.length ? { isos: countries.join(',') } : { returnAll: 'true' },
        },
        NetworksReply.transform(toNetworks),
      ),
  }) satisfies Carrier
