import { randomInt } from 'node:crypto'
import { and, eq } from 'drizzle-orm'
import type { Tx } from '@/db/client'
import { addresses, tenants } from '@/db/schema'

// Words that are, or may become, an address of the product itself.
const reserved = new Set(
  `admin api app auth account billing cart checkout docs help invite login logout mail new order orders pay sandbox
  settings sign-in sign-out sign-up simyard status store stores support team test tests tenant user users webhooks www`.split(
    /\s+/,
  ),
)

/** `Café Müller GmbH` -> `cafe-muller-gmbh`: what stands in an address. At least three and at most forty characters. */
export function slugOf(name: string): string {
  const plain = name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/ß/g, 'ss')
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 40)
    .replace(/^-+|-+$/g, '')
  return plain.length < 3 || reserved.has(plain) ? `${plain || 'organization'}-mobile` : plain
}

/** The slug itself, then with a number, then with a random one: the first that nobody has. */
function* candidates(slug: string): Generator<string> {
  yield slug
  for (let number = 2; number < 10; number += 1) yield `${slug}-${number}`
  for (;;) yield `${slug}-${randomInt(10_000, 1_000_000)}`
}

/** Makes the organization under the first free slug. The unique index decides, so two at once get different ones. */
export async function insertTenant(tx: Tx, name: string): Promise<{ id: string; slug: string }> {
  for (const slug of candidates(slugOf(name))) {
    if (await isStoreTaken(tx, slug)) continue
    const [made] = await tx
      .insert(tenants)
      .values({ slug, name })
      .onConflictDoNothing()
      .returning({ id: tenants.id, slug: tenants.slug })
    if (made) return made
  }
  throw new Error('the candidates for a slug do not end')
}

/** Gives a store the address `/store/{slug}`, or the next free one, and says which. */
export async function claimStoreAddress(
  tx: Tx,
  wanted: string,
  tenantId: string,
  storeId: string,
): Promise<string> {
  for (const key of candidates(wanted)) {
    const values = { kind: 'store' as const, key, tenantId, entityId: storeId }
    const claimed = await tx.insert(addresses).values(values).onConflictDoNothing().returning()
    if (claimed.length) return key
  }
  throw new Error('the candidates for an address do not end')
}

async function isStoreTaken(tx: Tx, key: string): Promise<boolean> {
  const taken = await tx
    .select({ key: addresses.key })
    .from(addresses)
    .where(and(eq(addresses.kind, 'store'), eq(addresses.key, key)))
  return taken.length > 0
}
