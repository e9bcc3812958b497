import type { Metadata } from 'next'
import { Badge } from '@/components/ui/badge'
import { Button } from '@/components/ui/button'
import { countryName } from '@/lib/core/countries'
import { formatMoney, toDecimal } from '@/lib/core/money'
import type { ShopPlan } from '@/lib/store/catalogue'
import { coverageOf, dataOf, daysOf, refundRuleOf, validityOf } from '../../../../store/plan-facts'
import { DeviceCheck } from '../../../device-check'
import { Missing } from '../../../missing'
import { canonical, metadataOf, missing, windowOf } from '../../page-data'

type Props = { params: Promise<{ store: string; slug: string }> }

async function find({ params }: Props) {
  const { store, slug } = await params
  const shop = await windowOf(store)
  return shop && { ...shop, plan: shop.plans.find((plan) => plan.slug === slug) }
}

export async function generateMetadata(props: Props): Promise<Metadata> {
  const { store, plan } = (await find(props)) ?? {}
  if (!store || !plan) return missing
  const description = `${dataOf(plan)} for ${daysOf(plan)} in ${coverageOf(plan)}: ${formatMoney(plan.price)}. eSIM delivered by e-mail within minutes.`
  return metadataOf({ store, title: plan.name, description, path: `/plans/${plan.slug}` })
}

const factsOf = (plan: ShopPlan, refundRule: string): [string, string][] => [
  ['Data', dataOf(plan)],
  ['Valid for', daysOf(plan)],
  ['When it begins', validityOf[plan.validityStart]],
  ...(plan.networks ? [['Networks', plan.networks] as [string, string]] : []),
  ...(plan.speed ? [['Speed', plan.speed] as [string, string]] : []),
  ['Hotspot', plan.hasHotspot ? 'Allowed' : 'Not allowed'],
  ['Top-up', plan.canTopUp ? 'Possible, on the same eSIM' : 'Not possible'],
  ['Kind', 'Data only, without a phone number'],
  ['Refund', refundRule],
]

const countryNames = ({ countries }: ShopPlan): string[] =>
  countries.map((code) => countryName(code)).sort((a, b) => a.localeCompare(b, 'en'))

// Search engines read what a plan is from these attributes: data in a script would need a page that allows scripts.
export default async function PlanPage(props: Props) {
  const found = await find(props)
  if (!found) return null
  const { store, base, plan } = found
  if (!plan) return <Missing title="This plan is not for sale" home={base || '/'} />
  const [first] = plan.countries
  const parent = plan.countries.length === 1 ? `${base}/${first!.toLowerCase()}` : base || '/'
  return (
    <div itemScope itemType="https://schema.org/Product" className="space-y-8">
      <div>
        <a href={parent} className="link inline-flex min-h-11 items-center text-sm">
          {plan.countries.length === 1 ? `All plans for ${countryName(first!)}` : 'All plans'}
        </a>
        <h1 itemProp="name" className="font-semibold text-3xl tracking-tight">
          {plan.name}
        </h1>
        {plan.description && (
          <p itemProp="description" className="mt-2 max-w-prose text-lg text-muted-foreground">
            {plan.description}
          </p>
        )}
        <meta itemProp="sku" content={plan.slug} />
        <meta itemProp="brand" content={store.name} />
      </div>
      <div className="grid items-start gap-6 md:grid-cols-[1fr_20rem]">
        <dl className="divide-y rounded-lg border bg-card px-5 shadow-card">
          {factsOf(plan, refundRuleOf(store)).map(([term, value]) => (
            <div key={term} className="grid gap-1 py-3 sm:grid-cols-[10rem_1fr]">
              <dt className="text-muted-foreground">{term}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
        <Offer store={store} base={base} plan={plan} />
      </div>
      <section className="space-y-3">
        <h2 className="font-semibold text-xl">Countries</h2>
        <ul className="flex flex-wrap gap-2">
          {countryNames(plan).map((name) => (
            <li key={name} className="rounded-full border bg-card px-3 py-1 text-sm">
              {name}
            </li>
          ))}
        </ul>
      </section>
      <DeviceCheck />
    </div>
  )
}

type Selling = { store: Parameters<typeof canonical>[0]; base: string; plan: ShopPlan }

function Offer({ store, base, plan }: Selling) {
  return (
    <div
      itemProp="offers"
      itemScope
      itemType="https://schema.org/Offer"
      className="rounded-lg border bg-card p-5 shadow-card max-md:order-first md:sticky md:top-6"
    >
      <p className="font-semibold text-3xl">{formatMoney(plan.price)}</p>
      <p className="mt-1 text-muted-foreground text-sm">
        {dataOf(plan)} for {daysOf(plan)} in {coverageOf(plan)}
      </p>
      <meta itemProp="price" content={toDecimal(plan.price)} />
      <meta itemProp="priceCurrency" content={plan.price.currency} />
      <link itemProp="url" href={canonical(store, `/plans/${plan.slug}`)} />
      <link
        itemProp="availability"
        href={plan.isSoldOut ? 'https://schema.org/SoldOut' : 'https://schema.org/InStock'}
      />
      <div className="mt-4">
        {plan.isSoldOut ? (
          <>
            <Badge tone="warning">Sold out</Badge>
            <p className="mt-2 text-sm">Please choose another plan.</p>
          </>
        ) : (
          <Button asChild size="lg" className="w-full">
            <a href={`${base}/checkout/${plan.slug}`}>Buy</a>
          </Button>
        )}
      </div>
      <p className="mt-3 text-muted-foreground text-sm">
        The QR code is on your screen and in your mail within minutes.
      </p>
    </div>
  )
}
