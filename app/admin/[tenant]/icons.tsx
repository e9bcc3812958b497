import {
  ArrowLeftRight,
  BellRing,
  Building2,
  CreditCard,
  Gauge,
  ListChecks,
  ReceiptText,
  Scale,
  Settings,
  Smartphone,
  Store,
  Undo2,
  Users,
  Wallet,
  Webhook,
} from 'lucide-react'
import type { ReactNode } from 'react'

const icons: Record<string, ReactNode> = {
  '': <Gauge />,
  '/onboarding': <ListChecks />,
  '/alerts': <BellRing />,
  '/sims': <Smartphone />,
  '/plans': <CreditCard />,
  '/companies': <Building2 />,
  '/end-users': <Users />,
  '/wallets': <Wallet />,
  '/orders': <ReceiptText />,
  '/transactions': <ArrowLeftRight />,
  '/refunds': <Undo2 />,
  '/disputes': <Scale />,
  '/settings/store': <Store />,
  '/webhooks': <Webhook />,
  '/settings': <Settings />,
}

/** The picture before a place of the navigation, by its path below the organization. */
export const iconOf = (href: string): ReactNode => icons[href]
