import { existsSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { fr, open } from './caller'

const official = new URL('../../../../shared/reference/esim-go-v2.4-openapi.yaml', import.meta.url)

/** Every property that a schema of the vendor's OpenAPI names, at any depth. */
function vendorNames(schema: string): string[] {
  const lines = readFileSync(official, 'latin1').split('\n')
  const from = lines.indexOf(`    ${schema}:`)
  const rest = lines.slice(from + 1)
  const block = rest.slice(
    0,
    rest.findIndex((line) => /^ {4}\w/.test(line)),
  )
  const indents = new Set<number>()
  return block.flatMap((line) => {
    const [, blanks = '', name] = /^( *)(\w+):/.exec(line) ?? []
    if (!name) return []
    for (const indent of indents) if (indent > blanks.length) indents.delete(indent)
    if (name === 'properties') indents.add(blanks.length + 2)
    return indents.has(blanks.length) && name !== 'properties' ? [name] : []
  })
}

const namesIn = (value: unknown): string[] =>
  typeof value === 'object' && value
    ? Object.entries(value).flatMap(([name, inner]) => [
        ...(Array.isArray(value) ? [] : [name]),
        ...namesIn(inner),
      ])
    : []

/** What v2.5 answers beyond the OpenAPI of v2.4, and what is absent until it has happened. */
const later = ['allowances', 'type', 'service', 'amount', 'unit', 'state', 'startTime', 'endTime']
const absent = [
  'testCreditExpiry',
  'bundle',
  'firstName',
  'lastName',
  'role',
  'emailAddress',
  'phoneNumber',
  'timeZone',
]

test.skipIf(!existsSync(official))('replies have the fields that the vendor’s OpenAPI names', async () => {
  const { call, tell, order } = await open()
  const get = async (path: string) => (await call('GET', path)).body
  const placed = (await order(fr)).body
  const [iccid] = placed.order[0].iccids
  await tell(`esim/${iccid}/use`)
  await tell('clock', { advance_s: 3 })
  await order(fr, {}, { assign: false })
  const replies: Record<string, unknown> = {
    OrderResponseTransaction: placed,
    OrderResponseValidate: (await order(fr, {}, { type: 'validate' })).body,
    CatalogueResponse: await get('/catalogue'),
    BundleCatalogueResponse: await get(`/catalogue/bundle/${fr}`),
    NetworkResponse: await get('/networks?returnAll=true'),
    OrganisationResponse: await get('/organisation'),
    BundlesList: await get(`/esims/${iccid}/bundles`),
    AssignmentResponse: await get(`/esims/${iccid}/bundles/${fr}`),
    eSIMDetailsResponse: await get(`/esims/${iccid}`),
    eSIMDetailsInstallResponse: await get(`/esims/assignments?reference=${placed.orderReference}`),
    ESIMs: await get('/esims'),
    LocationResponse: await get(`/esims/${iccid}/location`),
    InventoryResponse: await get('/inventory'),
    CompatibilityResponse: await get(`/esims/${iccid}/compatible/${fr}`),
  }
  for (const [schema, reply] of Object.entries(replies)) {
    const ref = schema === 'AssignmentResponse' ? vendorNames('Assignment') : []
    const theirs = [...vendorNames(schema), ...ref]
    const ours = namesIn(reply)
    expect(
      theirs.filter((name) => !ours.includes(name) && !absent.includes(name)),
      schema,
    ).toEqual([])
    expect(
      [...new Set(ours)].filter((name) => !theirs.includes(name) && !later.includes(name)),
      schema,
    ).toEqual([])
  }
})
