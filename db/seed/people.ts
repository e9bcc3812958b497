import { eq } from 'drizzle-orm'
import { addresses, companies, endUsers, memberships, stores, tenants, users } from '@/db/schema'
import type { Context } from '@/lib/tenancy/context'
import { hashPassword } from '@/lib/tenancy/passwords'
import type { Role } from '@/lib/tenancy/permissions'
import { db } from '../client'
import { inTenant } from '../tenant'

export type Organization = {
  ctx: Context
  slug: string
  companyIds: string[]
  endUserIds: string[]
  storeId: string
}

const companyNames = ['Alpine Fleet', 'Marketplace shop']
const firstNames = ['Ada', 'Bruno', 'Chiara', 'Dmitri', 'Elif', 'Farid', 'Greta', 'Hugo', 'Ines', 'Jun']

/** An organization with its staff, companies, end users and store. */
export async function seedPeople(slug: string, name: string, password: string): Promise<Organization> {
  const passwordHash = await hashPassword(password)
  const [tenant] = await db
    .insert(tenants)
    .values({ slug, name, currency: 'EUR', timezone: 'Europe/Athens' })
    .returning()
  const tenantId = tenant!.id
  const join = async (email: string, person: string, role: Role, companyId: string | null = null) => {
    const [user] = await db.insert(users).values({ email, name: person, passwordHash }).returning()
    await db.insert(memberships).values({ tenantId, userId: user!.id, role, companyId })
    return user!.id
  }
  const ownerId = await join(`owner@${slug}.test`, 'Olivia Owner', 'owner')
  const ctx: Context = { tenantId, actor: { kind: 'user', id: ownerId, role: 'owner' } }
  const made = await inTenant(tenantId, async (tx) => {
    const found = await tx
      .insert(companies)
      .values(
        companyNames.map((each, index) => ({
          name: each,
          currency: 'EUR',
          isVirtual: index === 1,
          ownerEmail: index === 0 ? `boss@company.${slug}.test` : null,
        })),
      )
      .returning({ id: companies.id })
    const companyIds = found.map(({ id }) => id)
    const people = await tx
      .insert(endUsers)
      .values(
        firstNames.map((each, index) => ({
          email: index === 0 ? `user@${slug}.test` : `${each.toLowerCase()}@users.${slug}.test`,
          name: each,
          companyId: companyIds[index % 3] ?? null,
        })),
      )
      .returning({ id: endUsers.id })
    const [store] = await tx
      .insert(stores)
      .values({
        slug,
        name: slug === 'demo' ? 'Demo eSIM' : 'Other eSIM',
        tagline: 'Online the moment you land',
        supportEmail: `help@${slug}.test`,
        color: slug === 'demo' ? '#0f766e' : '#7c3aed',
      })
      .returning({ id: stores.id })
    return { companyIds, endUserIds: people.map(({ id }) => id), storeId: store!.id }
  })
  await db.insert(addresses).values({ kind: 'store', key: slug, tenantId, entityId: made.storeId })
  if (slug === 'demo') {
    await join('support@demo.test', 'Sam Support', 'support')
    await join('viewer@demo.test', 'Vera Viewer', 'viewer')
    await join('staff@company.demo.test', 'Carl Company', 'company', made.companyIds[0])
    const userId = await join('user@demo.test', 'Ada', 'endUser')
    await inTenant(tenantId, (tx) =>
      tx.update(endUsers).set({ userId }).where(eq(endUsers.email, 'user@demo.test')),
    )
  }
  return { ctx, slug, ...made }
}
