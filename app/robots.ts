import type { MetadataRoute } from 'next'

/** Search engines may show stores; orders and the portal are nobody else's business. */
export default function robots(): MetadataRoute.Robots {
  return {
    rules: {
      userAgent: '*',
      allow: '/store/',
      disallow: ['/admin/', '/api/', '/store/*/orders/', '/store/*/checkout/', '/pay/'],
    },
  }
}
