import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { sealedPlaces } from './sealed'

const root = join(import.meta.dirname, '../..')

/** Every file that seals, and where that is kept. Whoever adds one adds its place to `sealedPlaces`, too. */
const sealers: Record<string, readonly string[]> = {
  'db/seed/telecoms.ts': ['connections.credentials', 'connections.webhook_secrets'],
  'lib/api/once.ts': ['api_answers.body'],
  'lib/connections/change.ts': ['connections.credentials', 'connections.webhook_secrets'],
  'lib/connections/save.ts': ['connections.credentials', 'connections.webhook_secrets'],
  'lib/inbox/keep.ts': ['notices.body'],
  'lib/mail/jobs.ts': ['waiting jobs'],
  'lib/orders/checkout.ts': ['orders.token_sealed'],
  'lib/orders/refill-checkout.ts': ['orders.token_sealed'],
  'lib/orders/refill-place.ts': ['orders.token_sealed'],
  'lib/orders/staff.ts': ['orders.token_sealed'],
  'lib/payments/house.ts': ['connections.credentials'],
  'lib/payments/platform.ts': ['platforms.webhook_secret'],
  'lib/refills/open.ts': ['refills.token_sealed'],
  'lib/refills/receive.ts': ['refills.token_sealed'],
  'lib/sims/codes.ts': ['sim_secrets.sealed'],
  'lib/tenancy/passwords-reset.ts': ['waiting jobs'],
}

const ourselves = ['lib/core/secrets.ts', 'lib/ops/reseal.ts']

test('whatever is sealed anywhere is sealed anew when the key changes', () => {
  const found = globSync('{app,components,lib,db,scripts}/**/*.{ts,tsx}', { cwd: root })
    .filter((file) => !/\.test\.tsx?$|^lib\/testing\//.test(file) && !ourselves.includes(file))
    .filter((file) =>
      /import (?!type)[^;]*?\bseal\b[^;]*? from '@?[./a-z]*core\/secrets'/.test(
        readFileSync(join(root, file), 'utf8'),
      ),
    )
  expect(found.sort()).toEqual(Object.keys(sealers).sort())
  expect([...new Set(Object.values(sealers).flat())].sort()).toEqual(
    sealedPlaces.map(({ name }) => name).sort(),
  )
})
