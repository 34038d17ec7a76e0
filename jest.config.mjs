import nextJest from 'next/jest.js'

const createJestConfig = nextJest({ dir: './' })

// ES modules that Jest has to transform: it runs CommonJS.
const esModules = [
  'next-auth',
  '@auth/core',
  'jose',
  'oauth4webapi',
  'preact',
  'preact-render-to-string',
  '@panva/hkdf',
  '@noble',
  '@scure',
  '@prisma/schema-engine-wasm',
  'ccxt',
  'lightweight-charts',
  'fancy-canvas',
  'trading-signals',
].join('|')

const shared = {
  moduleNameMapper: {
    '^@/(.*)$': '<rootDir>/$1',
    '^server-only$': '<rootDir>/tests/support/empty-module.ts',
    // The generated client asks for the ES module of its query compiler; its CommonJS twin lies beside it.
    '^@prisma/client/runtime/(query_compiler.*)\\.mjs$':
      '<rootDir>/node_modules/@prisma/client/runtime/$1.js',
  },
}

async function project(name, environment, testMatch, extra = {}) {
  const config = await createJestConfig({
    displayName: name,
    testEnvironment: environment,
    testMatch,
    ...shared,
    ...extra,
    moduleNameMapper: { ...shared.moduleNameMapper, ...extra.moduleNameMapper },
  })()
  return {
    ...config,
    transformIgnorePatterns: [`/node_modules/(?!(${esModules})/)`, '\\.module\\.(css|sass|scss)$'],
  }
}

export default async function jestConfig() {
  return {
    // The first test of a file may have to wait for the database server, on a machine busy with all the others.
    testTimeout: 30_000,
    // Jest leaves one core idle by default; on two that halves the speed.
    maxWorkers: '100%',
    reporters: ['default', '<rootDir>/tests/support/count-reporter.mjs'],
    projects: [
      await project('node', 'node', ['<rootDir>/tests/**/*.test.ts'], {
        globalSetup: '<rootDir>/tests/support/jest-global-setup.ts',
        globalTeardown: '<rootDir>/tests/support/jest-global-teardown.ts',
        setupFiles: ['<rootDir>/tests/support/property-seed.ts'],
        setupFilesAfterEnv: ['<rootDir>/tests/support/fail-on-console.ts'],
      }),
      await project('jsdom', 'jsdom', ['<rootDir>/tests/components/**/*.test.tsx'], {
        setupFilesAfterEnv: [
          '<rootDir>/tests/support/fail-on-console.ts',
          '<rootDir>/tests/support/jsdom.ts',
        ],
        moduleNameMapper: {
          '^lightweight-charts$': '<rootDir>/tests/support/lightweight-charts.ts',
          '^react-chartjs-2$': '<rootDir>/tests/support/react-chartjs-2.tsx',
        },
      }),
    ],
  }
}
