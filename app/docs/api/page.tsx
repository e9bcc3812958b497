import type { Metadata } from 'next'
import Link from 'next/link'
import { Logo } from '@/components/layout/logo'
import { readTheme } from '@/components/layout/theme'
import { Badge } from '@/components/ui/badge'
import { openapi } from '@/lib/api/openapi'
import { operations } from '@/lib/api/operations'
import { env } from '@/lib/core/env'
import { Operation } from './operation'
import { Prose } from './prose'

export const metadata: Metadata = { title: 'API' }

const tags = [...new Set(operations.map(({ tag }) => tag))]

const example = (url: string) => `curl "${url}/api/v1/transactions?limit=2" \\
  -H "Authorization: Bearer $SIMYARD_KEY"`

/** The reference of the public API, made from the same declarations that answer it. */
export default async function ApiPage() {
  const { info, paths = {}, components } = openapi()
  return (
    <div data-theme={await readTheme()} className="mx-auto max-w-4xl px-4 pb-20 sm:px-6">
      <header className="flex h-16 items-center gap-2.5 font-semibold tracking-tight">
        <Link href="/" className="flex items-center gap-2.5 rounded-sm">
          <Logo className="size-7" />
          Simyard
        </Link>
        <Badge>API v1</Badge>
      </header>
      <main id="main" className="space-y-10">
        <div className="space-y-4">
          <h1 className="font-semibold text-3xl tracking-tight">{info.title}</h1>
          <p className="max-w-2xl text-muted-foreground">
            <Prose text={info.description} />
          </p>
          <p>
            Keys are made in the portal: Settings, API keys. Every POST takes an <code>Idempotency-Key</code>:
            the same key and body again gives the first answer again. The description for programs:{' '}
            <a href="/api/v1/openapi.json" className="link">
              openapi.json
            </a>
            .
          </p>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
          <pre tabIndex={0} className="overflow-x-auto rounded-lg border bg-muted p-4 text-sm">
            {example(env.APP_URL)}
          </pre>
        </div>
        {tags.map((tag) => (
          <section key={tag} aria-labelledby={tag} className="space-y-4">
            <h2 id={tag} className="font-semibold text-xl">
              {tag}
            </h2>
            {operations
              .filter((each) => each.tag === tag)
              .map(({ id, method, path }) => (
                <Operation
                  key={id}
                  method={method}
                  path={path}
                  told={paths[path]?.[method.toLowerCase() as 'get']}
                  schemas={components?.schemas ?? {}}
                />
              ))}
          </section>
        ))}
      </main>
    </div>
  )
}
