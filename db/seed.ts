import { fileURLToPath } from 'node:url'
import { eq } from 'drizzle-orm'
import { tenants } from '@/db/schema'
import { env } from '@/lib/core/env'
import { db, pool } from './client'
import { seedOrders, spread } from './seed/orders'
import { seedPayPages } from './seed/pay-pages'
import { seedPeople } from './seed/people'
import { seedPlans } from './seed/plans'
import { seedReturns } from './seed/returns'
import { seedSims } from './seed/sims'
import { seedTelecoms } from './seed/telecoms'
import { seedWallets } from './seed/wallets'

/**
 * Fills an empty database with the demo: organization `demo` with everything in it, and `other`, to see that nothing of
 * one shows in the other. Needs a running sandbox: its connections, orders and payments are made through it.
 */
export async function seed(password: string): Promise<void> {
  const [known] = await db.select({ id: tenants.id }).from(tenants).where(eq(tenants.slug, 'demo'))
  if (known) throw new Error('The demo is there already.')
  const demo = await seedPeople('demo', 'Demo Telecom', password)
  const telecoms = await seedTelecoms(demo.ctx, 'demo')
  await seedPayPages(demo.ctx, 'demo')
  const plans = await seedPlans(demo.ctx, telecoms)
  await seedSims(demo, telecoms, plans)
  await seedOrders(demo, telecoms, plans)
  await seedReturns(demo, telecoms, plans)
  await spread(demo.ctx.tenantId)
  await seedWallets(demo, telecoms)
  const other = await seedPeople('other', 'Other Telecom', password)
  const others = await seedTelecoms(other.ctx, 'other')
  await seedSims(other, others, await seedPlans(other.ctx, others, 2), 20, 5)
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { DEMO_PASSWORD } = env
  if (!DEMO_PASSWORD)
    throw new Error('DEMO_PASSWORD is not set: it becomes the password of the demo sign-ins.')
  await seed(DEMO_PASSWORD)
  await pool.end()
}
