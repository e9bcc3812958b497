import { countriesOf, regionsOf } from '@/lib/store/places'
import { canonical, windowOf } from './[store]/page-data'

const text = (type: string, body: string, status = 200) =>
  new Response(body, {
    status,
    headers: { 'content-type': `${type}; charset=utf-8`, 'cache-control': 'public, max-age=300' },
  })

const escaped = (url: string): string => url.replace(/&/g, '&amp;').replace(/</g, '&lt;')

/** Every page of a shop window for search engines. */
export async function sitemapOf(address: string): Promise<Response> {
  const found = await windowOf(address)
  if (!found?.store.isOpen) return text('text/plain', 'There is no store at this address.', 404)
  const { store, plans } = found
  const places = [...countriesOf(plans), ...regionsOf(plans)].map(({ slug }) => `/${slug}`)
  const paths = ['', ...places, ...plans.map(({ slug }) => `/plans/${slug}`)]
  const urls = paths.map((path) => `<url><loc>${escaped(canonical(store, path))}</loc></url>`)
  return text(
    'application/xml',
    `<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">${urls.join('')}</urlset>\n`,
  )
}

/** What search engines may read: the shop window, not what belongs to one buyer. */
export async function robotsOf(address: string): Promise<Response> {
  const found = await windowOf(address)
  if (!found) return text('text/plain', 'There is no store at this address.', 404)
  const { base, store } = found
  const closed = ['checkout', 'orders', 'account'].map((each) => `Disallow: ${base}/${each}`)
  return text(
    'text/plain',
    `User-agent: *\n${closed.join('\n')}\nSitemap: ${canonical(store, '/sitemap.xml')}\n`,
  )
}
