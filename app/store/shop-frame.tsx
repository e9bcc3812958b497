import type { CSSProperties, ReactNode } from 'react'
import { SkipLink } from '@/components/layout/skip-link'
import { brandColors } from '@/lib/store/colors'
import type { Store } from '@/lib/store/find'

type Props = { store: Store; base: string; isTest: boolean; children: ReactNode }

const link = 'inline-flex min-h-11 items-center rounded-sm hover:underline'

/** The frame of every page of a store, in its colours. Plain links and no script: the shop window has none. */
export const ShopFrame = ({ store, base, isTest, children }: Props) => (
  <div style={brandColors(store.color) as CSSProperties} className="flex min-h-dvh flex-col">
    <SkipLink />
    <header className="border-b bg-card">
      {isTest && (
        <p className="bg-warning-soft px-4 py-1.5 text-center font-medium text-sm text-warning">
          Test mode: no real money is taken here, and no real line is sold.
        </p>
      )}
      <div className="mx-auto flex max-w-5xl items-center justify-between gap-4 px-4 py-2 sm:px-6">
        <a href={base || '/'} className="flex min-h-11 min-w-0 items-center gap-3 font-semibold text-lg">
          {/* biome-ignore lint/performance/noImgElement: a data URL of the store */}
          {store.logo && <img src={store.logo} alt="" className="h-9 w-auto max-w-40 object-contain" />}
          <span className="truncate">{store.name}</span>
        </a>
        <nav aria-label="Store" className="shrink-0">
          <a href={`${base}/account`} className={`${link} text-sm`}>
            My account
          </a>
        </nav>
      </div>
    </header>
    <main id="main" className="mx-auto w-full max-w-5xl grow px-4 py-8 sm:px-6">
      {children}
    </main>
    <footer className="border-t text-muted-foreground text-sm">
      <div className="mx-auto flex max-w-5xl flex-wrap items-center gap-x-6 px-4 py-3 sm:px-6">
        <span className="grow">{store.name}</span>
        {store.supportEmail && (
          <a href={`mailto:${store.supportEmail}`} className={link}>
            {store.supportEmail}
          </a>
        )}
        {store.terms && (
          <a href={`${base}/terms`} className={link}>
            Terms
          </a>
        )}
      </div>
    </footer>
  </div>
)
