import { Card } from '@/components/ui/card'
import type { ShopPlan } from '@/lib/store/catalogue'
import { coverageOf, dataOf, daysOf, validityOf } from '../../../plan-facts'

/** What is bought, once more, so that no one pays for the wrong country. */
export const Summary = ({
  plan,
  price,
  refundRule,
}: {
  plan: ShopPlan
  price: string
  refundRule: string
}) => (
  <Card title="Your order" className="md:sticky md:top-6">
    <p className="font-medium">{plan.name}</p>
    <dl className="mt-3 grid grid-cols-[auto_1fr] gap-x-6 gap-y-1 text-sm">
      <dt className="text-muted-foreground">Data</dt>
      <dd className="text-end">{dataOf(plan)}</dd>
      <dt className="text-muted-foreground">Valid for</dt>
      <dd className="text-end">{daysOf(plan)}</dd>
      <dt className="text-muted-foreground">Works in</dt>
      <dd className="text-end">{coverageOf(plan)}</dd>
    </dl>
    <p className="mt-3 flex items-baseline justify-between border-t pt-3 font-semibold">
      <span>Total</span>
      <span className="text-lg">{price}</span>
    </p>
    <p className="mt-3 text-muted-foreground text-sm">
      {validityOf[plan.validityStart]} {refundRule}
    </p>
  </Card>
)
