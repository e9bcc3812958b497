import { z } from 'zod'
import { defineTelecom } from '../../provider'
import { catalogue } from './catalogue'
import { makeClient } from './client'
import { name } from './errors'
import { esims, suspension } from './esims'
import { readNotice } from './notice'
import { ordering } from './ordering'

const isBefore25 = (url: string) => /\/v2\.[0-4](\/|$)/.test(url)

/** eSIM Go, API v2.5 and v2.4; the endpoint says which. */
export const esimGo = defineTelecom({
  name,
  label: 'eSIM Go',
  kind: 'esim_retail',
  endpoint: 'https://api.esim-go.com/v2.5',
  requestsPerSecond: 10,
  webhookSetup:
    'In the eSIM Go portal: Account Settings > API Details > Callback URL, with callback version V3.',
  credentials: z.object({
    apiKey: z
      .string()
      .trim()
      .min(8, 'The API key is longer than this. Copy it from Account Settings > API Details.')
      .describe('API key')
      .meta({ hint: 'In the eSIM Go portal: Account Settings > API Details' }),
  }),
  connect({ apiKey }, link) {
    const client = makeClient(apiKey, link)
    return {
      ...catalogue(client),
      ...ordering(client, isBefore25(link.url)),
      ...esims(client),
      ...(!isBefore25(link.url) && suspension(client)),
      readNotice: (request) => readNotice(request, apiKey),
    }
  },
})
