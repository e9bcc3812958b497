import { Form } from '@/components/form/form'
import { Button } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import type { User } from '@/lib/tenancy/sessions'
import { accountOf } from '@/lib/web/buyer'
import type { Shop } from '@/lib/web/store'
import { openAccount } from './actions'

type Props = { address: string; shop: Shop; user: User | null }

/** How one gets to an account with the organization of this store. */
export function NoAccount({ address, shop, user }: Props) {
  const { store, base } = shop
  // Sessions live on our own host.
  const signIn = base ? `/sign-in?next=${encodeURIComponent(`${base}/account`)}` : accountOf(shop)
  return (
    <>
      <h1 className="font-semibold text-2xl">My account</h1>
      <Card
        title={
          user ? `${user.email} has no account with ${store.name} yet` : `With an account at ${store.name}`
        }
        description="You see what is in your wallet, add money, and pay with a saved card."
        actions={
          !user && (
            <Button asChild>
              <a href={signIn}>Sign in</a>
            </Button>
          )
        }
      >
        <Form
          action={openAccount.bind(null, address)}
          submit="Send me the link"
          variant="secondary"
          fields={[
            {
              name: 'email',
              label: user ? 'Email' : 'New here? Your address',
              type: 'email',
              required: true,
              autoComplete: 'email',
              defaultValue: user?.email,
              hint: 'We mail you a link with which you open your account. No password is needed until then.',
            },
          ]}
        />
      </Card>
    </>
  )
}
