import { defineConfig } from 'vitest/config'

// Apart from the other tests, because each takes a minute or a gigabyte: `pnpm faults [name…]`.
export default defineConfig({
  test: {
    root: `${import.meta.dirname}/../../..`,
    include: ['packages/crawler/faults/*.test.ts'],
    setupFiles: 'scripts/test/nothing-left.ts',
    testTimeout: 0,
    hookTimeout: 0,
    // Most of them wait.
    maxWorkers: 2,
    // Who is killed with -9 cannot take its browser's profile along.
    env: { CI: '', MAY_BE_LEFT: 'altwright-chromium-' },
  },
})
