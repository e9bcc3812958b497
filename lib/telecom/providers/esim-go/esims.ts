import type { Carrier } from '../../provider'
import type { Client } from './client'
import { toBundles, toLocation, toProfile, toRefund } from './translate-esims'
import { BundlesReply, EsimReply, LocationReply, StatusReply } from './wire'

const pathOf = (iccid: string) => `/esims/${encodeURIComponent(iccid)}`

const setSuspended = async (client: Client, iccid: string, suspend: boolean): Promise<void> => {
  await client.ask({ method: 'POST', path: `${pathOf(iccid)}/suspend`, body: { suspend } })
}

export const esims = (client: Client) =>
  ({
    async tag(iccid, reference) {
      await client.ask({ method: 'PUT', path: '/esims', body: { iccid, customerRef: reference } })
    },

    fetchProfile: (iccid) => client.read({ path: pathOf(iccid) }, EsimReply.transform(toProfile)),

    // 200 assignments are the most that one call gives; there is no paging.
    listBundles: (iccid) =>
      client.read(
        { path: `${pathOf(iccid)}/bundles`, query: { includeUsed: 'true', limit: '200' } },
        BundlesReply.transform(toBundles),
      ),

    // By assignment: the call by name alone takes the oldest unused one, whichever that is.
    revoke: ({ iccid, bundle }) =>
      client.read(
        {
          method: 'DELETE',
          path: `${pathOf(iccid)}/bundles/${encodeURIComponent(bundle.name)}/assignments/${encodeURIComponent(bundle.id)}`,
          query: { type: 'transaction' },
          buys: true,
        },
        StatusReply.transform(({ status }) => toRefund(status)),
      ),

    location: (iccid) =>
      client.read({ path: `${pathOf(iccid)}/location` }, LocationReply.transform(toLocation)),
  }) satisfies Carrier

/** Since v2.5. A suspension that the vendor made for its own reasons cannot be lifted here: it refuses. */
export const suspension = (client: Client) =>
  ({
    suspend: (iccid) => setSuspended(client, iccid, true),
    resume: (iccid) => setSuspended(client, iccid, false),
  }) satisfies Carrier
