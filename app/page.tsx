import { CreditCard, Globe, Radio, Smartphone } from 'lucide-react'
import Link from 'next/link'
import { Logo } from '@/components/layout/logo'
import { readTheme } from '@/components/layout/theme'
import { Button } from '@/components/ui/button'
import { env } from '@/lib/core/env'
import { homeOf } from '@/lib/tenancy/accounts'
import { currentUser } from '@/lib/web/session'

const parts = [
  {
    icon: Radio,
    title: 'Your telecoms',
    text: 'Connect the carriers and suppliers that your SIMs come from, or upload your own stock.',
  },
  {
    icon: CreditCard,
    title: 'Your payments',
    text: 'Connect Stripe, PayPal, Mollie or Cardknox with your own keys: the money goes straight to you.',
  },
  {
    icon: Smartphone,
    title: 'Your SIMs',
    text: 'Import, assign and watch SIMs and eSIMs, for your own people and for companies that you serve.',
  },
  {
    icon: Globe,
    title: 'Your store',
    text: 'Sell eSIMs to the public under your own name: paid, delivered by QR code within a minute.',
  },
]

/** The front door: what this is, and the ways in. */
export default async function HomePage() {
  const user = await currentUser()
  const home = user && (await homeOf(user.id))
  return (
    <div data-theme={await readTheme()} className="mx-auto flex min-h-dvh max-w-5xl flex-col px-4 sm:px-6">
      <header className="flex h-16 items-center justify-between gap-4">
        <span className="flex items-center gap-2.5 font-semibold tracking-tight">
          <Logo className="size-7" />
          Simyard
        </span>
        {!user && (
          <Button asChild variant="ghost">
            <Link href="/sign-in">Sign in</Link>
          </Button>
        )}
      </header>
      <main id="main" className="grow py-12 sm:py-20">
        <h1 className="max-w-2xl text-balance font-semibold text-4xl tracking-tight sm:text-5xl">
          Run your SIM and eSIM business
        </h1>
        <p className="mt-4 max-w-2xl text-lg text-muted-foreground">
          Simyard is the open-source platform for operators and resellers of connectivity: one place for
          telecoms, SIMs, plans, payments and a public eSIM store.
        </p>
        <div className="mt-8 flex flex-wrap gap-3">
          {home && home !== '/' ? (
            <Button asChild size="lg">
              <Link href={home}>Open your organization</Link>
            </Button>
          ) : (
            <Button asChild size="lg">
              <Link href="/sign-up">Sign up</Link>
            </Button>
          )}
          {env.SANDBOX === 'on' && (
            <Button asChild size="lg" variant="secondary">
              <Link href="/store/demo">Visit the demo store</Link>
            </Button>
          )}
        </div>
        <ul className="mt-16 grid gap-x-10 gap-y-8 sm:grid-cols-2">
          {parts.map(({ icon: Icon, title, text }) => (
            <li key={title} className="flex gap-4">
              <span
                aria-hidden
                className="grid size-10 shrink-0 place-items-center rounded-lg bg-primary-soft text-primary"
              >
                <Icon className="size-5" />
              </span>
              <div>
                <h2 className="font-semibold">{title}</h2>
                <p className="mt-1 text-muted-foreground">{text}</p>
              </div>
            </li>
          ))}
        </ul>
      </main>
      <footer className="border-t py-6 text-muted-foreground text-sm">
        Free software under the MIT licence.
      </footer>
    </div>
  )
}
