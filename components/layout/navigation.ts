import type { ReactNode } from 'react'

/** One place in the sidebar. `icon` is an element (`<Smartphone />`), `count` a small number at its right. */
export type NavItem = { href: string; label: string; icon?: ReactNode; count?: number | string }

export type NavGroup = { label?: string; items: readonly NavItem[] }

/** A place or thing that the palette can go to. */
export type Command = { href: string; label: string; group?: string; keywords?: string[] }

/** Whether a path is this place or lies below it; `root` is the place that all others lie below. */
export const isWithin = (path: string, href: string, root: string): boolean =>
  path === href || (href !== root && path.startsWith(`${href}/`))

/** The one place that a path belongs to: the nearest above it. */
export const hereOf = (path: string, groups: readonly NavGroup[], root: string): string | undefined =>
  groups
    .flatMap(({ items }) => items.map(({ href }) => href))
    .filter((href) => isWithin(path, href, root))
    .sort((a, b) => b.length - a.length)[0]

/** Every place of the navigation as commands for the palette. */
export const commandsOf = (groups: readonly NavGroup[]): Command[] =>
  groups.flatMap(({ label, items }) =>
    items.map((item) => ({ href: item.href, label: item.label, group: label })),
  )
