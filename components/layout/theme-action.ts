'use server'
import { cookies } from 'next/headers'
import { themes } from './theme'

/** Keeps the chosen theme for a year: the way without script. */
export async function chooseTheme(form: FormData) {
  const theme = themes.find((each) => each === form.get('theme'))
  if (theme) (await cookies()).set('theme', theme, { path: '/', maxAge: 31_536_000, sameSite: 'lax' })
}
