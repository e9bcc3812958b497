import { Badge } from '@/components/ui/badge'
import { formatMoney } from '@/lib/core/money'
import type { ShopPlan } from '@/lib/store/catalogue'
import { coverageOf, dataOf, daysOf } from '../store/plan-facts'

/** One plan in a list; the whole card leads to its page. */
export const PlanCard = ({ plan, base }: { plan: ShopPlan; base: string }) => (
  <li className="relative flex flex-col rounded-lg border bg-card p-5 shadow-card focus-within:border-primary hover:border-primary">
    <p className="text-muted-foreground text-sm">{coverageOf(plan)}</p>
    <h3 className="mt-1 font-semibold text-lg">
      <a href={`${base}/plans/${plan.slug}`} className="after:absolute after:inset-0 after:content-['']">
        {plan.name}
      </a>
    </h3>
    <p className="mt-1">
      {dataOf(plan)} for {daysOf(plan)}
    </p>
    <p className="mt-4 flex grow items-end justify-between gap-3">
      <span className="font-semibold text-xl">{formatMoney(plan.price)}</span>
      {plan.isSoldOut ? (
        <Badge tone="warning">Sold out</Badge>
      ) : (
        <span aria-hidden className="font-medium text-primary">
          View
        </span>
      )}
    </p>
  </li>
)

export const PlanList = ({ plans, base }: { plans: readonly ShopPlan[]; base: string }) => (
  <ul className="grid gap-4 sm:grid-cols-2 lg:grid-cols-3">
    {plans.map((plan) => (
      <PlanCard key={plan.slug} plan={plan} base={base} />
    ))}
  </ul>
)
