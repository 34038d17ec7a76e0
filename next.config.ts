import type { NextConfig } from 'next'

const config: NextConfig = {
  // Bundling breaks ccxt (protobuf) and the native or stateful packages below; they are loaded from node_modules.
  serverExternalPackages: ['ccxt', '@node-rs/argon2', 'pg', 'pino', '@prisma/client', '@prisma/adapter-pg'],
  // What is served is checked by the build; tests and scripts by `npm run typecheck`.
  typescript: { tsconfigPath: 'tsconfig.build.json' },
  typedRoutes: true,
  poweredByHeader: false,
  reactStrictMode: true,
  images: { unoptimized: true },
}

export default config
