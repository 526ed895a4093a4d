import { defineConfig } from 'vitest/config'

// Apart from the other tests: hosts are installed and built for real, which takes minutes. `pnpm test:hosts [name…]`.
export default defineConfig({
  test: {
    root: `${import.meta.dirname}/../..`,
    include: ['examples/hosts/test/*.test.ts'],
    setupFiles: 'scripts/test/nothing-left.ts',
    // The caches of what the hosts themselves load with.
    env: { MAY_BE_LEFT: 'node-compile-cache node-jiti' },
    testTimeout: 0,
    hookTimeout: 0,
    maxWorkers: 2,
  },
})
