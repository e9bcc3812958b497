import type { Metadata } from 'next'
import { refundRuleOf } from '../../../store/plan-facts'
import { Missing } from '../../missing'
import { metadataOf, missing, windowOf } from '../page-data'

type Props = { params: Promise<{ store: string }> }

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { store } = (await windowOf((await params).store)) ?? {}
  if (!store?.terms) return missing
  return metadataOf({ store, title: 'Terms', description: `The terms of ${store.name}.`, path: '/terms' })
}

export default async function TermsPage({ params }: Props) {
  const found = await windowOf((await params).store)
  if (!found) return null
  const { store, base } = found
  if (!store.terms) return <Missing title="There is nothing at this address" home={base || '/'} />
  return (
    <article className="max-w-prose space-y-4">
      <h1 className="font-semibold text-3xl tracking-tight">Terms</h1>
      <p className="whitespace-pre-line">{store.terms}</p>
      <p>{refundRuleOf(store)}</p>
      <p className="text-muted-foreground text-sm">Version {store.termsVersion}</p>
    </article>
  )
}
