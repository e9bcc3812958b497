'use client'
import { Columns3, Search, X } from 'lucide-react'
import Link from 'next/link'
import { type ChangeEvent, type ReactNode, useCallback, useEffect, useRef } from 'react'
import { Button } from '@/components/ui/button'
import { Checkbox } from '@/components/ui/checkbox'
import { Input } from '@/components/ui/input'
import { Popover } from '@/components/ui/popover'
import { Select } from '@/components/ui/select'
import { QueryForm, without } from './query-form'

/** A choice, or without `options` a day. */
export type Filter = {
  name: string
  label: string
  options?: readonly { value: string; label: string }[]
}
export type Choice = { id: string; label: string; shown: boolean }

type Props = {
  params: URLSearchParams
  search?: string
  filters: readonly Filter[]
  choices: Choice[]
  children?: ReactNode
}

const place = ['after', 'before', 'trail']
const pauseMs = 350

const submit = (event: ChangeEvent<HTMLSelectElement | HTMLInputElement>) =>
  event.target.form?.requestSubmit()

/** Search, filters, "Columns" and the page's own buttons above a table; nothing when there is none of them. */
export function Toolbar({ params, search, filters, choices, children }: Props) {
  const names = ['q', ...filters.map(({ name }) => name)]
  const narrowed = names.some((name) => params.get(name))
  if (search === undefined && !filters.length && !choices.length && !children) return null
  return (
    <div className="flex flex-wrap items-center gap-2 px-4 py-3">
      {(search !== undefined || filters.length > 0) && (
        <QueryForm keep={without(params, ...names, ...place)} className="contents">
          {search !== undefined && <SearchBox value={params.get('q') ?? ''} hint={search} />}
          {filters.map(({ name, label, options }) => {
            const value = params.get(name) ?? ''
            return options ? (
              <FilterSelect key={name} {...{ name, label, options, value }} />
            ) : (
              <FilterDay key={name} {...{ name, label, value }} />
            )
          })}
          <noscript>
            <Button variant="secondary">Apply</Button>
          </noscript>
        </QueryForm>
      )}
      {narrowed && (
        <Button asChild variant="ghost">
          <Link href={`?${without(params, ...names, ...place)}`} scroll={false}>
            <X aria-hidden />
            Clear filters
          </Link>
        </Button>
      )}
      <div className="ms-auto flex flex-wrap gap-2">
        {choices.length > 0 && <ColumnChooser params={params} choices={choices} />}
        {children}
      </div>
    </div>
  )
}

// The address decides what a box shows, also after Back; a remount would lose the focus.
function useFollowing<E extends HTMLElement>(follow: (box: E) => void) {
  const box = useRef<E>(null)
  useEffect(() => {
    if (box.current) follow(box.current)
  }, [follow])
  return box
}

function SearchBox({ value, hint }: { value: string; hint: string }) {
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  const follow = useCallback(
    (box: HTMLInputElement) => {
      if (box !== document.activeElement) box.value = value
    },
    [value],
  )
  useEffect(() => () => clearTimeout(timer.current), [])
  function later(event: ChangeEvent<HTMLInputElement>) {
    const { form } = event.target
    clearTimeout(timer.current)
    timer.current = setTimeout(() => form?.requestSubmit(), pauseMs)
  }
  return (
    <div className="relative w-full sm:w-72">
      <Search
        aria-hidden
        className="pointer-events-none absolute start-3 top-1/2 size-4 -translate-y-1/2 text-muted-foreground"
      />
      <Input
        ref={useFollowing(follow)}
        type="search"
        name="q"
        aria-label="Search"
        placeholder={hint}
        defaultValue={value}
        onChange={later}
        autoComplete="off"
        className="ps-9"
      />
    </div>
  )
}

function FilterDay({ name, label, value }: { name: string; label: string; value: string }) {
  const follow = useCallback(
    (box: HTMLInputElement) => {
      if (box !== document.activeElement) box.value = value
    },
    [value],
  )
  return (
    // biome-ignore lint/a11y/noLabelWithoutControl: the field stands in it
    <label className="flex items-center gap-2 text-muted-foreground text-sm max-sm:grow max-sm:basis-[calc(50%-0.25rem)]">
      {label}
      <Input
        ref={useFollowing(follow)}
        type="date"
        name={name}
        defaultValue={value}
        onChange={submit}
        className="w-auto min-w-0 max-sm:grow"
      />
    </label>
  )
}

function FilterSelect({ name, label, options, value }: Required<Filter> & { value: string }) {
  const follow = useCallback(
    (box: HTMLSelectElement) => {
      box.value = value
    },
    [value],
  )
  return (
    <Select
      ref={useFollowing(follow)}
      name={name}
      aria-label={label}
      defaultValue={value}
      onChange={submit}
      className="max-sm:min-w-0 max-sm:grow max-sm:basis-[calc(50%-0.25rem)]"
    >
      <option value="">{label}: any</option>
      {options.map((option) => (
        <option key={option.value} value={option.value}>
          {option.label}
        </option>
      ))}
    </Select>
  )
}

const ColumnChooser = ({ params, choices }: { params: URLSearchParams; choices: Choice[] }) => (
  <Popover
    trigger={
      <>
        <Columns3 aria-hidden />
        Columns
      </>
    }
  >
    <QueryForm keep={without(params, 'cols')} className="space-y-1 p-2">
      {choices.map((choice) => (
        <ColumnBox key={choice.id} {...choice} />
      ))}
      <noscript>
        <Button size="sm">Apply</Button>
      </noscript>
    </QueryForm>
  </Popover>
)

function ColumnBox({ id, label, shown }: Choice) {
  const follow = useCallback(
    (box: HTMLInputElement) => {
      box.checked = shown
    },
    [shown],
  )
  return (
    // biome-ignore lint/a11y/noLabelWithoutControl: the box stands in it
    <label className="flex min-h-11 items-center gap-3 rounded-md px-2 text-sm hover:bg-accent sm:min-h-8">
      <Checkbox ref={useFollowing(follow)} name="cols" value={id} defaultChecked={shown} onChange={submit} />
      {label}
    </label>
  )
}
