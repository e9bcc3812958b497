'use client'
import { usePathname, useRouter } from 'next/navigation'
import { type ComponentProps, type SubmitEvent, useTransition } from 'react'

/**
 * A GET form on this same page that keeps the rest of the address. Plain HTML without script; with it no reload,
 * and no empty values in the address.
 */
export function QueryForm({ keep, ...props }: ComponentProps<'form'> & { keep: URLSearchParams }) {
  const path = usePathname()
  const router = useRouter()
  const [pending, start] = useTransition()

  function send(event: SubmitEvent<HTMLFormElement>) {
    event.preventDefault()
    const filled = [...new FormData(event.currentTarget)].filter(([, value]) => value !== '')
    const query = new URLSearchParams(filled.map(([name, value]) => [name, String(value)]))
    start(() => router.push(`${path}?${query}`, { scroll: false }))
  }

  return (
    <form method="get" action={path} onSubmit={send} data-pending={pending || undefined} {...props}>
      {[...keep].map(([name, value]) => (
        <input key={`${name}=${value}`} type="hidden" name={name} value={value} />
      ))}
      {props.children}
    </form>
  )
}

/** Without these names: the form holds its own fields for them. */
export function without(params: URLSearchParams, ...names: string[]): URLSearchParams {
  return new URLSearchParams([...params].filter(([name]) => !names.includes(name)))
}
