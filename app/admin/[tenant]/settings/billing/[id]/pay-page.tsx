import { Form } from '@/components/form/form'
import { DescriptionList } from '@/components/layout/description-list'
import { Card } from '@/components/ui/card'
import { Dialog } from '@/components/ui/dialog'
import type { PspDetail } from '@/lib/payments/connections-list'
import { savePayPage } from '../actions'

type Props = { psp: PspDetail; slug: string; mayChange: boolean }

/** Where buyers enter their card: in the provider's form inside our page, or on the provider's own page. */
export function PayPage({ psp, slug, mayChange }: Props) {
  const pages = {
    form: {
      label: 'In a form on your page',
      hint: `The form is ${psp.label}'s own, so the number never reaches us, and buyers stay in your store.`,
    },
    hosted: {
      label: `On the page of ${psp.label}`,
      hint: `Buyers are sent there and come back. Your pages load no script of ${psp.label} then.`,
    },
  }
  if (!psp.payPage) return null
  return (
    <Card
      title="Where buyers pay"
      description="What is being paid at this moment stays where it was begun."
      actions={
        mayChange && (
          <Dialog trigger="Change" size="sm" title={`Where buyers of ${psp.name} pay`}>
            <Form
              action={savePayPage.bind(null, slug)}
              fields={[
                {
                  name: 'page',
                  label: 'Buyers enter their card',
                  type: 'radio',
                  required: true,
                  defaultValue: psp.payPage,
                  options: (['form', 'hosted'] as const).map((value) => ({ value, ...pages[value] })),
                },
              ]}
            >
              <input type="hidden" name="id" value={psp.id} />
            </Form>
          </Dialog>
        )
      }
    >
      <DescriptionList items={[{ term: 'Card entry', value: pages[psp.payPage].label }]} />
    </Card>
  )
}
