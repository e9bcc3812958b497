import { cookies } from 'next/headers'

export const themes = ['system', 'light', 'dark'] as const

export type Theme = (typeof themes)[number]

/**
 * The theme that the person chose, from the cookie `theme`. Reading it makes a page dynamic: for portals only,
 * the public store follows the system. Put it on any element: `<div data-theme={await readTheme()}>`; Shell does.
 */
export async function readTheme(): Promise<Theme> {
  const chosen = (await cookies()).get('theme')?.value
  return themes.find((theme) => theme === chosen) ?? 'system'
}
