import type { Metadata } from 'next'
import { Form } from '@/components/form/form'
import { Card } from '@/components/ui/card'
import { findOrders } from './actions'

export const metadata: Metadata = { title: 'Find my orders' }

/** For buyers who lost the link to their order: it goes to the address that they bought with, and nowhere else. */
export default async function AccountPage({ params }: { params: Promise<{ store: string }> }) {
  const { store } = await params
  return (
    <div className="mx-auto max-w-xl space-y-4">
      <h1 className="font-semibold text-2xl">Find my orders</h1>
      <Card>
        <Form
          action={findOrders.bind(null, store)}
          submit="Send me the links"
          fields={[
            {
              name: 'email',
              label: 'Email',
              type: 'email',
              required: true,
              autoComplete: 'email',
              hint: 'The address that you bought with. We send it the links to your orders and eSIMs.',
            },
          ]}
        />
      </Card>
    </div>
  )
}
