import { Globe } from 'lucide-react'
import { formatMoney } from '@/lib/core/money'
import type { Place } from '@/lib/store/places'

/** Countries or regions as links, each with its cheapest price. */
export const PlaceList = ({ places, base }: { places: readonly Place[]; base: string }) => (
  <ul className="grid grid-cols-2 gap-3 sm:grid-cols-3 lg:grid-cols-4">
    {places.map(({ slug, name, code, from }) => (
      <li key={slug}>
        <a
          href={`${base}/${slug}`}
          className="flex h-full min-h-14 items-center gap-3 rounded-lg border bg-card px-3 py-2 shadow-card hover:border-primary"
        >
          <span
            aria-hidden
            className="grid size-9 shrink-0 max-[24rem]:hidden place-items-center rounded-md bg-muted font-medium text-muted-foreground text-sm"
          >
            {code ?? <Globe className="size-4" />}
          </span>
          <span className="min-w-0">
            <span className="block text-balance break-words font-medium leading-snug">{name}</span>
            <span className="block text-muted-foreground text-sm">from {formatMoney(from)}</span>
          </span>
        </a>
      </li>
    ))}
  </ul>
)
