/** What a page may load and where it may send. */
export type PagePolicy = {
  /** New for each request. */
  nonce: string
  /** Takes payments: Stripe's script and frames, and forms that end at a provider's own page. */
  pays: boolean
  /** Has a form that ends at a provider, where someone signs in. */
  signsIn: boolean
  /** The origin of the sandbox, which stands in for the providers; null where there is none. */
  sandbox: string | null
  isHttps: boolean
  /** The development server evaluates text and puts styles into the page by script. */
  isDev: boolean
}

// https://docs.stripe.com/security/guide#content-security-policy
const stripe = {
  script: ['https://js.stripe.com', 'https://*.js.stripe.com'],
  frame: ['https://js.stripe.com', 'https://*.js.stripe.com', 'https://hooks.stripe.com'],
  connect: ['https://api.stripe.com'],
  image: ['https://*.stripe.com'],
}

/** The sources of every directive; one without sources stands alone. */
function directives({ nonce, pays, signsIn, sandbox, isHttps, isDev }: PagePolicy): Record<string, string[]> {
  const payment = pays ? stripe : { script: [], frame: [], connect: [], image: [] }
  const outside = pays && sandbox ? [sandbox] : []
  return {
    'default-src': ["'self'"],
    'script-src': [
      "'self'",
      `'nonce-${nonce}'`,
      "'strict-dynamic'",
      ...payment.script,
      ...outside,
      ...(isDev ? ["'unsafe-eval'"] : []),
    ],
    'style-src': ["'self'", isDev ? "'unsafe-inline'" : `'nonce-${nonce}'`],
    // Widths of bars and charts are attributes; they cannot load or run anything.
    'style-src-attr': ["'unsafe-inline'"],
    'img-src': ["'self'", 'data:', 'blob:', ...payment.image],
    'font-src': ["'self'"],
    'connect-src': ["'self'", ...payment.connect, ...outside, ...(isDev ? ['ws:'] : [])],
    'frame-src': pays ? [...payment.frame, ...outside] : ["'none'"],
    // Browsers hold the redirect after a form against this too, and any provider may have the pay page.
    'form-action': [
      "'self'",
      ...(pays || signsIn ? ['https:'] : []),
      ...((pays || signsIn) && sandbox ? [sandbox] : []),
    ],
    'object-src': ["'none'"],
    'base-uri': ["'none'"],
    'frame-ancestors': ["'none'"],
    ...(isHttps && { 'upgrade-insecure-requests': [] }),
  }
}

/** The value of `Content-Security-Policy` for a page. */
export const contentSecurityPolicy = (policy: PagePolicy): string =>
  Object.entries(directives(policy))
    .map(([name, sources]) => [name, ...sources].join(' '))
    .join('; ')

/** The other headers that every page bears. */
export const securityHeaders = ({ isHttps }: { isHttps: boolean }): Record<string, string> => ({
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'same-origin',
  'Permissions-Policy': 'payment=(self "https://js.stripe.com"), camera=(), microphone=(), geolocation=()',
  // Stripe.js does not work in an isolated page, so popups of ours are let be.
  'Cross-Origin-Opener-Policy': 'same-origin-allow-popups',
  ...(isHttps && { 'Strict-Transport-Security': 'max-age=63072000; includeSubDomains' }),
})
