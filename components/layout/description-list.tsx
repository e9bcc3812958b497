import type { ReactNode } from 'react'

type Item = { term: string; value: ReactNode }

/** Facts of one thing; a value that is missing shows a dash. `columns` is how many stand beside each other. */
export const DescriptionList = ({ items, columns = 2 }: { items: readonly Item[]; columns?: 1 | 2 | 3 }) => (
  <dl
    className={`grid gap-x-8 gap-y-4 text-sm ${['', 'sm:grid-cols-2', 'sm:grid-cols-2 lg:grid-cols-3'][columns - 1]}`}
  >
    {items.map(({ term, value }) => (
      <div key={term} className="min-w-0">
        <dt className="text-muted-foreground">{term}</dt>
        <dd className="mt-0.5 break-words">{value ?? '–'}</dd>
      </div>
    ))}
  </dl>
)
