'use client'
import { ChevronRight, CircleAlert, Search } from 'lucide-react'
import { useId, useState } from 'react'
import { useFormState } from '@/components/form/context'
import { Button } from '@/components/ui/button'
import { Checkbox } from '@/components/ui/checkbox'
import { cn } from '@/components/ui/cn'
import { Input } from '@/components/ui/input'

export type CountryList = { region: string; countries: readonly { code: string; name: string }[] }

type Props = {
  name: string
  /** With names from the server: browsers do not agree with it on all of them. */
  lists: readonly CountryList[]
  chosen: readonly string[]
}

/** A box for each country, by region, with a search and a button for whole regions. The boxes work without script. */
export function CountriesField({ name, lists, chosen }: Props) {
  const id = useId()
  const { state } = useFormState()
  const typed = state.values?.[name]
  const [picked, setPicked] = useState(() => new Set(typed === undefined ? chosen : typed.split(',')))
  const [search, setSearch] = useState('')
  const errors = state.fields?.[name] ?? []

  function set(codes: readonly string[], isOn: boolean) {
    const next = new Set(picked)
    for (const code of codes) isOn ? next.add(code) : next.delete(code)
    setPicked(next)
  }

  return (
    <fieldset aria-describedby={errors.length ? `${id}-error` : undefined} className="space-y-3">
      <legend className="sr-only">Countries</legend>
      {errors.length > 0 && (
        <p id={`${id}-error`} className="flex items-start gap-1.5 text-danger text-sm">
          <CircleAlert aria-hidden className="mt-0.5 size-4 shrink-0" />
          {errors.join(' ')}
        </p>
      )}
      <div className="flex flex-wrap items-center gap-3">
        <div className="relative grow sm:max-w-72">
          <Search
            aria-hidden
            className="pointer-events-none absolute start-3 top-1/2 size-4 -translate-y-1/2 text-muted-foreground"
          />
          <Input
            type="search"
            aria-label="Find a country"
            placeholder="Find a country"
            value={search}
            onChange={(event) => setSearch(event.target.value)}
            onKeyDown={(event) => event.key === 'Enter' && event.preventDefault()}
            className="ps-9"
          />
        </div>
        <p aria-live="polite" className="text-muted-foreground text-sm">
          {picked.size === 1 ? '1 country chosen' : `${picked.size} countries chosen`}
        </p>
      </div>
      <div className="divide-y rounded-md border">
        {lists.map((list) => (
          <RegionBox
            key={list.region}
            {...{ id, name, picked, search, set, isInvalid: errors.length > 0 }}
            {...list}
          />
        ))}
      </div>
    </fieldset>
  )
}

type BoxProps = CountryList & {
  id: string
  name: string
  picked: ReadonlySet<string>
  search: string
  isInvalid: boolean
  set: (codes: readonly string[], isOn: boolean) => void
}

function RegionBox({ id, name, region, countries, picked, search, isInvalid, set }: BoxProps) {
  const codes = countries.map(({ code }) => code)
  const count = codes.filter((code) => picked.has(code)).length
  const wanted = search.trim().toLowerCase()
  const isFound = (country: { code: string; name: string }) =>
    country.name.toLowerCase().includes(wanted) || country.code.toLowerCase() === wanted
  const isShown = !wanted || countries.some(isFound)
  const isAll = count === codes.length
  return (
    <details open={Boolean(wanted && isShown) || undefined} className={cn('group', !isShown && 'hidden')}>
      <summary className="flex min-h-11 cursor-pointer items-center gap-2 px-3 text-sm">
        <ChevronRight
          aria-hidden
          className="size-4 text-muted-foreground transition-transform group-open:rotate-90"
        />
        <span className="font-medium">{region}</span>
        <span className="text-muted-foreground tabular-nums">
          {count} of {codes.length}
        </span>
      </summary>
      <div className="px-3 pb-3">
        <Button type="button" size="sm" variant="secondary" onClick={() => set(codes, !isAll)}>
          {isAll ? `Clear ${region}` : `All of ${region}`}
        </Button>
        <div className="mt-2 grid gap-x-4 sm:grid-cols-2 lg:grid-cols-3">
          {countries.map((country) => (
            <div
              key={country.code}
              className={cn(
                'flex min-h-11 items-center gap-2.5 text-sm sm:min-h-8',
                wanted && !isFound(country) && 'hidden',
              )}
            >
              <Checkbox
                id={`${id}-${country.code}`}
                name={name}
                value={country.code}
                aria-invalid={isInvalid || undefined}
                checked={picked.has(country.code)}
                onChange={(event) => set([country.code], event.target.checked)}
              />
              <label htmlFor={`${id}-${country.code}`}>{country.name}</label>
            </div>
          ))}
        </div>
      </div>
    </details>
  )
}
