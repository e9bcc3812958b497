import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { SkipLink } from '@/components/layout/skip-link'
import { SaveCard } from '@/components/paying/save-card'
import { readQuery, type SearchParams } from '@/components/table/url'
import { Alert } from '@/components/ui/alert'
import { Card } from '@/components/ui/card'
import type { MendPage } from '@/lib/store/mend-card'
import { findMendPage } from '@/lib/web/mend'
import { begin } from './actions'

type Props = { params: Promise<{ token: string }>; searchParams: Promise<SearchParams> }

export const metadata: Metadata = {
  title: 'Save another card',
  robots: { index: false, follow: false },
}

/** Where the owner of a wallet or a SIM saves another card after a decline, by the link in the mail and without signing in. */
export default async function MendCardPage({ params, searchParams }: Props) {
  const { token } = await params
  const page = await findMendPage(token)
  if (!page) notFound()
  const { tried } = readQuery(await searchParams)
  return (
    <div className="flex min-h-dvh flex-col">
      <SkipLink />
      <header className="border-b bg-card">
        {page.mode === 'test' && (
          <p className="bg-warning-soft px-4 py-1.5 text-center font-medium text-sm text-warning">
            Test mode: no real money is taken here.
          </p>
        )}
        <p className="mx-auto flex min-h-15 max-w-xl items-center px-4 font-semibold text-lg sm:px-6">
          {page.organization}
        </p>
      </header>
      <main id="main" className="mx-auto w-full max-w-xl grow space-y-6 px-4 py-8 sm:px-6">
        {page.isUsed ? (
          <Saved what={page.iccid ? 'SIM' : 'wallet'} />
        ) : (
          <Save {...{ token, page }} hasTried={tried !== undefined} />
        )}
      </main>
    </div>
  )
}

const Saved = ({ what }: { what: string }) => (
  <div role="status" className="space-y-2">
    <h1 className="font-semibold text-3xl">The card is saved</h1>
    <p className="text-lg text-muted-foreground">
      The {what} is refilled with it from now on. This link is used up; nothing more is to be done.
    </p>
  </div>
)

type SaveProps = { token: string; page: MendPage; hasTried: boolean }

const Save = ({ token, page: { whose, iccid, problem, ways, consent }, hasTried }: SaveProps) => (
  <>
    <div className="space-y-2">
      <h1 className="font-semibold text-3xl">Save another card</h1>
      <p className="text-lg text-muted-foreground">
        {iccid ? `SIM ${iccid}` : `The wallet of ${whose}`} could not be refilled. {problem}
      </p>
    </div>
    {hasTried && (
      <Alert tone="warning" role="status">
        The card was not saved. Try again, or use another one.
      </Alert>
    )}
    {ways.length > 0 ? (
      <Card>
        <SaveCard ways={ways} consent={consent} begin={begin.bind(null, token)} />
      </Card>
    ) : (
      <Alert tone="warning" title="No card can be saved at the moment">
        <p>Come back later; the link works for seven days.</p>
      </Alert>
    )}
  </>
)
