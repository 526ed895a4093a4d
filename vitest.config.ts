import { defineConfig } from 'vitest/config'

// Tests run against compiled modules: `pnpm test` builds first, and package names resolve to dist.
export default defineConfig({
  test: {
    include: ['packages/*/test/**/*.test.ts', 'examples/test/**/*.test.ts', 'scripts/test/**/*.test.ts'],
    setupFiles: ['scripts/test/nothing-left.ts', 'scripts/test/seed.ts'],
    // A slow machine is no failure; a hang is seen by whoever runs the command.
    testTimeout: 0,
    hookTimeout: 0,
    maxWorkers: 2,
    // Files share a process: each starts in a third of the time. What one of them changes, it puts back.
    isolate: false,
    // As Node loads them.
    server: { deps: { external: [/\/packages\/[^/]+\/dist\//] } },
    // What runs the tests must not change what they mean: CI locks captioning. Nor must a test that runs a graph by itself
    // make the runtime report.
    env: { CI: '', ORT_DISABLE_TELEMETRY: '1' },
  },
})
