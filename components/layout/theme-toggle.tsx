'use client'
import { Check, Monitor, Moon, Sun } from 'lucide-react'
import { type SubmitEvent, useState } from 'react'
import { Popover } from '@/components/ui/popover'
import type { Theme } from './theme'
import { chooseTheme } from './theme-action'

const choices = [
  { value: 'system', label: 'System', icon: Monitor },
  { value: 'light', label: 'Light', icon: Sun },
  { value: 'dark', label: 'Dark', icon: Moon },
] as const

/** Light, dark or the system's: changes at once, and the cookie tells the server for the next page. */
export function ThemeToggle({ theme }: { theme: Theme }) {
  const [chosen, setChosen] = useState(theme)
  function choose(event: SubmitEvent<HTMLFormElement>) {
    const value = event.nativeEvent.submitter?.getAttribute('value') as Theme
    event.preventDefault()
    // biome-ignore lint/suspicious/noDocumentCookie: the cookie store of the browser is not everywhere yet
    document.cookie = `theme=${value}; path=/; max-age=31536000; samesite=lax`
    for (const element of document.querySelectorAll<HTMLElement>('[data-theme]'))
      element.dataset.theme = value
    setChosen(value)
    event.currentTarget.closest<HTMLElement>('[popover]')?.hidePopover()
  }
  return (
    <Popover
      label="Theme"
      variant="ghost"
      size="icon"
      className="min-w-40"
      trigger={
        <>
          <Sun aria-hidden className="dark:hidden" />
          <Moon aria-hidden className="hidden dark:block" />
        </>
      }
    >
      <form action={chooseTheme} onSubmit={choose} className="p-1.5">
        {choices.map(({ value, label, icon: Icon }) => (
          <button
            key={value}
            type="submit"
            name="theme"
            value={value}
            aria-pressed={chosen === value}
            className="flex h-11 w-full cursor-pointer items-center gap-3 rounded-md px-3 text-sm hover:bg-accent sm:h-9"
          >
            <Icon aria-hidden className="size-4 text-muted-foreground" />
            <span className="grow text-start">{label}</span>
            {chosen === value && <Check aria-hidden className="size-4 text-primary" />}
          </button>
        ))}
      </form>
    </Popover>
  )
}
