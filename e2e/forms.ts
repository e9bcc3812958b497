import type { APIRequestContext, Page } from '@playwright/test'

/** A form of a page as a browser without script would send it. */
export type PageForm = {
  url: string
  action: string
  fields: [string, string][]
  /** What stands on the buttons that send it. */
  buttons: string[]
}

/** The forms of a page that change something (GET forms only look), filled with what a person might type. */
export async function formsOf(page: Page, url: string, html: string): Promise<PageForm[]> {
  const found = await page.evaluate((text) => {
    const typed: Record<string, string> = {
      email: 'someone@else.test',
      number: '1',
      color: '#112233',
      url: '',
    }
    const filledIn = (field: Element): [string, string][] => {
      const name = field.getAttribute('name')
      if (!name || field.getAttribute('type') === 'file') return []
      if (field instanceof HTMLSelectElement) {
        const option = [...field.options].find(({ selected, value }) => selected && value) ?? field.options[1]
        return [[name, option?.value ?? '']]
      }
      if (field instanceof HTMLTextAreaElement) return [[name, field.value || 'Some text']]
      const { type, value } = field as HTMLInputElement
      if (type === 'hidden') return [[name, value]]
      if (type === 'checkbox' || type === 'radio') return [[name, field.getAttribute('value') ?? 'on']]
      return [[name, value || (typed[type] ?? 'Some text')]]
    }
    const parsed = new DOMParser().parseFromString(text, 'text/html')
    return [...parsed.querySelectorAll('form')]
      .filter((form) => form.getAttribute('method')?.toLowerCase() === 'post')
      .map((form) => {
        const own = [...form.querySelectorAll('input, select, textarea')]
        const far = form.id ? [...parsed.querySelectorAll(`[form="${CSS.escape(form.id)}"]`)] : []
        const senders = [...form.querySelectorAll('button:not([type=button]):not(:disabled)')]
        const buttons = senders.filter((each) => each.hasAttribute('name')).slice(0, 1)
        return {
          action: form.getAttribute('action') ?? '',
          buttons: senders.map(({ textContent }) => textContent ?? ''),
          fields: [
            ...[...own, ...far].flatMap(filledIn),
            ...buttons.map((each): [string, string] => [
              each.getAttribute('name')!,
              each.getAttribute('value') ?? '',
            ]),
          ],
        }
      })
  }, html)
  return found.map((form) => ({ url, ...form }))
}

/** Sends a form to where it says, else to its page, as a browser without script does. */
export async function send(request: APIRequestContext, form: PageForm) {
  const target = form.action || form.url
  const origin = new URL(process.env.APP_URL!).origin
  const body = new FormData()
  for (const [name, value] of form.fields) body.append(name, value)
  return request.post(target, { multipart: body, maxRedirects: 0, headers: { origin } })
}
