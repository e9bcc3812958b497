'use client'
import { ChevronLeft, ChevronRight } from 'lucide-react'
import type { ReactNode } from 'react'
import { Button } from '@/components/ui/button'
import { QueryForm } from './query-form'
import { nextPage, previousPage } from './url'

type Props = {
  params: URLSearchParams
  next: string | null
  previous?: string | null
  /** What stands at the left: how many there are. */
  children?: ReactNode
}

/** "Previous page" and "Next page", each a small GET form, so that they are buttons and need no script. */
export function Pager({ params, next, previous, children }: Props) {
  const back = previousPage(params, previous)
  if (!next && !back && !children) return null
  return (
    <div className="flex flex-wrap items-center justify-between gap-3 px-4 py-3 text-muted-foreground text-sm">
      <p>{children}</p>
      <nav aria-label="Pages" className="flex gap-2">
        <QueryForm keep={back ?? params}>
          <Button variant="secondary" size="sm" disabled={!back}>
            <ChevronLeft aria-hidden />
            Previous page
          </Button>
        </QueryForm>
        <QueryForm keep={next ? nextPage(params, next) : params}>
          <Button variant="secondary" size="sm" disabled={!next}>
            Next page
            <ChevronRight aria-hidden />
          </Button>
        </QueryForm>
      </nav>
    </div>
  )
}
