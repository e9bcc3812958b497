import { and, asc, eq } from 'drizzle-orm'
import { automaticRefills, companies, paymentMethods } from '@/db/schema'
import { inTenant, type Tx } from '@/db/tenant'
import { currency, exponentOf, type Money, money, toDecimal } from '@/lib/core/money'
import { labelOf } from '@/lib/payment-methods/label'
import { ofOwner } from '@/lib/payment-methods/owner'
import type { Context } from '@/lib/tenancy/context'
import { authorize } from '@/lib/tenancy/permissions'
import { getWalletRow, type Wallet } from '@/lib/wallets/balance'
import { lookAt } from './automatic-facts'
import { companyWallet, ownerOf } from './automatic-settings'
import type { Automatic, Standing } from './automatic-standing'

/** What the form of an automatic refill is filled with, and where it stands. */
export type AutomaticView = {
  standing: Standing
  /** What would be added now; null while there is enough. */
  due: Money | null
  owner: string
  /** Another wallet fills it: whose that is decides how. */
  isFilledByOther: boolean
  /** By the names of the form. */
  values: Record<
    | 'threshold'
    | 'target'
    | 'minimum'
    | 'source'
    | 'hourlyCount'
    | 'hourlyAmount'
    | 'monthlyCount'
    | 'monthlyAmount'
    | 'email',
    string
  > & { isOn: boolean }
  sources: { value: string; label: string }[]
}

/** How a wallet refills itself. Throws `not_found`, also for staff of another company. */
export async function viewAutomatic(ctx: Context, walletId: string): Promise<AutomaticView> {
  authorize(ctx, 'wallets:read')
  return inTenant(ctx, async (tx) => {
    const wallet = await getWalletRow(tx, walletId)
    const [settings] = await tx.select().from(automaticRefills).where(eq(automaticRefills.walletId, walletId))
    const look = settings && (await lookAt(tx, wallet, settings))
    return {
      standing: look?.standing ?? { kind: 'off' },
      due: look?.amount ? money(look.amount, wallet.currency) : null,
      owner: ownerOf(wallet),
      isFilledByOther: Boolean(settings?.sourceWalletId),
      values: valuesOf(settings ?? proposalFor(wallet), wallet.currency),
      sources: await sourcesOf(tx, wallet),
    }
  })
}

type Values = Omit<
  Automatic,
  'tenantId' | 'id' | 'walletId' | 'armedAt' | 'mendHash' | 'mendUntil' | 'mendedAt' | 'createdAt'
>

function proposalFor({ currency: code }: Wallet): Values {
  const unit = 10n ** BigInt(Math.max(exponentOf(currency(code)), 2))
  return {
    ...{ isOn: false, methodId: null, sourceWalletId: null, email: null },
    ...{ threshold: 10n * unit, target: 50n * unit, minimum: 10n * unit },
    ...{ hourlyCount: 2, hourlyAmount: 100n * unit, monthlyCount: 20, monthlyAmount: 500n * unit },
  }
}

function valuesOf(settings: Values, code: string): AutomaticView['values'] {
  const text = (amount: bigint) => toDecimal(money(amount, code))
  return {
    isOn: settings.isOn,
    threshold: text(settings.threshold),
    target: text(settings.target),
    minimum: text(settings.minimum),
    source: settings.methodId ?? settings.sourceWalletId ?? '',
    hourlyCount: String(settings.hourlyCount),
    hourlyAmount: text(settings.hourlyAmount),
    monthlyCount: String(settings.monthlyCount),
    monthlyAmount: text(settings.monthlyAmount),
    email: settings.email ?? '',
  }
}

async function sourcesOf(tx: Tx, wallet: Wallet): Promise<AutomaticView['sources']> {
  const methods = await tx
    .select()
    .from(paymentMethods)
    .where(
      and(
        ofOwner(ownerOf(wallet)),
        eq(paymentMethods.mode, wallet.mode),
        eq(paymentMethods.status, 'active'),
      ),
    )
    .orderBy(asc(paymentMethods.id))
  const usual = methods.find(({ isDefault }) => isDefault)
  const source = await companyWallet(tx, wallet)
  const [company] = source ? await tx.select().from(companies).where(eq(companies.id, source.companyId!)) : []
  return [
    { value: '', label: usual ? `The default: ${labelOf(usual)}` : 'The default payment method' },
    ...methods.map((method) => ({ value: method.id, label: labelOf(method) })),
    ...(source ? [{ value: source.id, label: `The wallet of ${company?.name ?? 'the company'}` }] : []),
  ]
}
