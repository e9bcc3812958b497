'use client'
import { Command as Palette } from 'cmdk'
import { Compass } from 'lucide-react'
import { useRouter } from 'next/navigation'
import { useEffect, useRef, useState } from 'react'
import { Button } from '@/components/ui/button'
import { ControlledDialog } from '@/components/ui/dialog'
import { Kbd } from '@/components/ui/kbd'
import type { Command } from './navigation'

// By what people read, not by the address, in which every letter occurs somewhere.
function rank(_href: string, typed: string, words: string[] = []): number {
  const wanted = typed.trim().toLowerCase()
  const found = words.map((word) => word.toLowerCase()).filter((word) => word.includes(wanted))
  return found.length ? (found.some((word) => word.startsWith(wanted)) ? 1 : 0.5) : 0
}

/** Goes anywhere by typing: Ctrl+K or Cmd+K, or its button. Only for those with script; the sidebar has it all. */
export function CommandPalette({ commands }: { commands: readonly Command[] }) {
  const [open, setOpen] = useState(false)
  const router = useRouter()
  const input = useRef<HTMLInputElement>(null)
  // After the dialog opened, which gives the focus to the frame around the list.
  useEffect(() => {
    if (open) input.current?.focus()
  }, [open])
  useEffect(() => {
    function onKey(event: KeyboardEvent) {
      if (event.key.toLowerCase() !== 'k' || !(event.metaKey || event.ctrlKey)) return
      event.preventDefault()
      setOpen((before) => !before)
    }
    document.addEventListener('keydown', onKey)
    return () => document.removeEventListener('keydown', onKey)
  }, [])
  const groups = [...new Set(commands.map(({ group }) => group))]
  function go(href: string) {
    setOpen(false)
    router.push(href)
  }

  return (
    <>
      <Button
        type="button"
        variant="secondary"
        onClick={() => setOpen(true)}
        className="max-sm:w-11 max-sm:px-0"
      >
        <Compass aria-hidden className="text-muted-foreground" />
        <span className="font-normal text-muted-foreground max-sm:sr-only">Go to</span>
        <Kbd aria-hidden className="max-sm:hidden">
          Ctrl K
        </Kbd>
      </Button>
      <ControlledDialog open={open} onClose={() => setOpen(false)} title="Go to">
        {open && (
          <Palette label="Go to" filter={rank} className="-mx-2">
            <Palette.Input
              ref={input}
              placeholder="Type the name of a page"
              className="mx-2 h-11 w-[calc(100%-1rem)] rounded-md border border-input bg-card px-3 text-base sm:text-sm"
            />
            <Palette.List label="Places" className="mt-2 max-h-80 overflow-y-auto px-2">
              <Palette.Empty className="py-8 text-center text-muted-foreground text-sm">
                Nothing by that name.
              </Palette.Empty>
              {groups.map((group) => (
                <Palette.Group
                  key={group ?? ''}
                  heading={group}
                  className="[&_[cmdk-group-heading]]:px-3 [&_[cmdk-group-heading]]:pt-3 [&_[cmdk-group-heading]]:pb-1 [&_[cmdk-group-heading]]:text-muted-foreground [&_[cmdk-group-heading]]:text-xs"
                >
                  {commands
                    .filter((each) => each.group === group)
                    .map(({ href, label, keywords }) => (
                      <Palette.Item
                        key={href}
                        value={href}
                        keywords={[label, ...(keywords ?? [])]}
                        onSelect={() => go(href)}
                        className="flex min-h-11 cursor-pointer items-center rounded-md px-3 text-sm data-[selected=true]:bg-primary-soft data-[selected=true]:text-primary sm:min-h-9"
                      >
                        {label}
                      </Palette.Item>
                    ))}
                </Palette.Group>
              ))}
            </Palette.List>
          </Palette>
        )}
      </ControlledDialog>
    </>
  )
}
