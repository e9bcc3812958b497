import { Form } from '@/components/form/form'
import { DescriptionList } from '@/components/layout/description-list'
import { Card } from '@/components/ui/card'
import { Dialog } from '@/components/ui/dialog'
import type { Currency } from '@/lib/core/money'
import { money, toDecimal } from '@/lib/core/money'
import type { PspDetail } from '@/lib/payments/connections-list'
import { offeringInWords, type Offering as Rules } from '@/lib/payments/offering'
import { saveOffer } from '../actions'

type Props = { psp: PspDetail; slug: string; mayChange: boolean }

const decimal = (units: string | null | undefined, { limit }: Rules) =>
  units && limit ? toDecimal(money(BigInt(units), limit.currency as Currency)) : ''

/** To whom, for which prices and in which place the store offers it. */
export const Offering = ({ psp, slug, mayChange }: Props) => (
  <Card
    title="When it is offered"
    description="Buyers see the ways to pay in this order. One that declines far more than usual, or does not answer, comes last by itself."
    actions={
      mayChange && (
        <Dialog trigger="Change" size="sm" title={`When ${psp.name} is offered`}>
          <Form
            action={saveOffer.bind(null, slug)}
            fields={[
              {
                name: 'position',
                label: 'Place',
                type: 'number',
                min: 1,
                max: 999,
                required: true,
                defaultValue: String(psp.offering.position),
                hint: 'The lowest stands first.',
              },
              {
                name: 'countries',
                label: 'Only in countries',
                defaultValue: psp.offering.countries.join(', '),
                hint: 'Codes such as GR, DE. Empty: everywhere. A buyer whose country is not known sees it.',
              },
              {
                name: 'currencies',
                label: 'Only for currencies',
                defaultValue: psp.offering.currencies.join(', '),
                hint: 'Codes such as EUR, USD. Empty: all that the provider takes.',
              },
              {
                name: 'limitCurrency',
                label: 'Currency of the limits',
                defaultValue: psp.offering.limit?.currency ?? '',
                hint: 'Such as EUR. Prices in other currencies are not limited.',
              },
              {
                name: 'least',
                label: 'From amount',
                inputMode: 'decimal',
                defaultValue: decimal(psp.offering.limit?.least, psp.offering),
              },
              {
                name: 'most',
                label: 'Up to amount',
                inputMode: 'decimal',
                defaultValue: decimal(psp.offering.limit?.most, psp.offering),
              },
            ]}
          >
            <input type="hidden" name="id" value={psp.id} />
          </Form>
        </Dialog>
      )
    }
  >
    <DescriptionList
      items={Object.entries(offeringInWords(psp.offering)).map(([term, value]) => ({ term, value }))}
    />
  </Card>
)
