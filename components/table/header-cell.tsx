'use client'
import { ArrowDown, ArrowUp, ChevronsUpDown } from 'lucide-react'
import Link from 'next/link'
import type { ReactNode } from 'react'
import { cn } from '@/components/ui/cn'
import { TableHeader } from '@/components/ui/table'
import type { ColumnMeta } from './columns'
import { nextSort, sortOf, withQuery } from './url'

const arrows = { ascending: ArrowUp, descending: ArrowDown, none: ChevronsUpDown }

type Props = { id: string; meta: ColumnMeta | undefined; params: URLSearchParams; children: ReactNode }

/** A column heading; what the server can sort by is a link that says so. */
export function HeaderCell({ id, meta, params, children }: Props) {
  const end = meta?.align === 'end'
  if (!meta?.sort) return <TableHeader className={cn(end && 'text-end')}>{children}</TableHeader>
  const name = meta.sort === true ? id : meta.sort
  const current = params.get('sort')
  const sorted = sortOf(current, name)
  const Arrow = arrows[sorted ?? 'none']
  return (
    <TableHeader aria-sort={sorted} className={cn(end && 'text-end')}>
      <Link
        href={`?${withQuery(params, { sort: nextSort(current, name) })}`}
        scroll={false}
        prefetch={false}
        className={cn(
          '-mx-1.5 inline-flex min-h-8 items-center gap-1 rounded-sm px-1.5 hover:bg-accent hover:text-foreground max-sm:min-h-11',
          sorted && 'text-foreground',
          end && 'flex-row-reverse',
        )}
      >
        {children}
        <Arrow aria-hidden className={cn('size-3.5', !sorted && 'opacity-50')} />
      </Link>
    </TableHeader>
  )
}
