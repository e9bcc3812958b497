const titles: Record<number, string> = {
  400: 'Bad Request',
  401: 'Unauthorized Request',
  404: 'Not Found',
  409: 'Conflict',
  422: 'Unprocessable Entity',
  429: 'Too Many Requests',
  500: 'Internal Server Error',
  503: 'Service Unavailable',
}

/** A refusal as Mollie words it (psp.md 4.9); `field` names what in the body is meant. */
export class Refusal extends Error {
  readonly status: number
  readonly field: string | undefined
  constructor(status: number, detail: string, field?: string) {
    super(detail)
    this.status = status
    this.field = field
  }
}

export const unprocessable = (detail: string, field?: string) => new Refusal(422, detail, field)

export const missing = (what: string, id: string) => new Refusal(404, `No ${what} exists with token ${id}.`)

export const hal = (body: object, status = 200, headers: Record<string, string> = {}): Response =>
  new Response(JSON.stringify(body), {
    status,
    headers: { 'Content-Type': 'application/hal+json; charset=utf-8', ...headers },
  })

const documentation = { href: 'https://docs.mollie.com/overview/handling-errors', type: 'text/html' }

export const errorBody = (status: number, detail: string, field?: string) => ({
  status,
  title: titles[status] ?? 'Error',
  detail,
  ...(field && { field }),
  _links: { documentation },
})
