import { Form } from '@/components/form/form'
import { Card } from '@/components/ui/card'
import { findOrders } from './actions'

/** For buyers who lost the link to their order: it goes to the address that they bought with, and nowhere else. */
export const FindOrders = ({ address, email }: { address: string; email?: string }) => (
  <Card title="Find my orders">
    <Form
      action={findOrders.bind(null, address)}
      submit="Send me the links"
      variant="secondary"
      fields={[
        {
          name: 'email',
          label: 'Email',
          type: 'email',
          required: true,
          autoComplete: 'email',
          defaultValue: email,
          hint: 'The address that you bought with. We send it the links to your orders and eSIMs.',
        },
      ]}
    />
  </Card>
)
