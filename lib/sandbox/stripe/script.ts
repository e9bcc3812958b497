import { readFileSync } from 'node:fs'

// In the order of their imports: a module follows those that it imports.
const parts = [
  'api',
  'style',
  'fields',
  'method-forms',
  'payment-form',
  'elements',
  'next-action',
  'confirm',
  'main',
]

const read = (name: string) => readFileSync(new URL(`./browser/${name}.js`, import.meta.url), 'utf8')

/** A classic script has no imports: the modules become one function body. */
const withoutModules = (source: string) =>
  source.replace(/^import [^']*'[^']*'$/gm, '').replace(/^export (?=const|function|async|class)/gm, '')

/** The stripe.js of the sandbox at `url`: one classic script that sets `window.Stripe`. */
export function stripeJs(url: string): string {
  const body = parts.map((name) => withoutModules(read(name))).join('\n')
  return `(() => {\n'use strict'\nconst sandboxUrl = ${JSON.stringify(url)}\n${body}})()\n`
}
