// Six suites. `unit` is fast enough to run at every save; the others start what they need themselves.
import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vitest/config'
import { embeddedAlone, onBoth } from './test/onEmbedded.ts'

/** A poll ends as soon as it is true; this is only how long a busy machine may take. */
const expectation = { poll: { timeout: 20_000, interval: 50 } }

export default defineConfig({
  plugins: [vue()],
  test: {
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['domain/**/*.test.ts', 'client/**/*.test.ts', 'geodata/**/*.test.ts', 'test/*.test.ts'],
          exclude: ['**/node_modules/**', '**/*.full.test.ts'],
          testTimeout: 60_000,
        },
      },
      { extends: true, test: { name: 'city', include: ['geodata/**/*.full.test.ts'], testTimeout: 120_000, hookTimeout: 180_000 } },
      ...(['embedded', 'server'] as const).map((engine) => ({
        extends: true as const,
        test: {
          name: engine,
          include: engine === 'embedded' ? [...Object.keys(embeddedAlone), ...Object.keys(onBoth)] : ['server/**/*.test.ts'],
          exclude: engine === 'embedded' ? [] : ['**/node_modules/**', ...Object.keys(embeddedAlone)],
          env: { TEST_ENGINE: engine },
          globalSetup: ['test/engines.ts'],
          expect: expectation,
          testTimeout: 180_000,
          hookTimeout: 240_000,
          // One embedded database serves one connection: its files run one after the other.
          fileParallelism: false,
          // The files of an engine share one process, and what it has loaded: each has a register of its own.
          isolate: false,
        },
      })),
      {
        extends: true,
        test: { name: 'starts', include: ['test/starts/**/*.test.ts'], expect: expectation, retry: 1, testTimeout: 400_000, hookTimeout: 400_000, fileParallelism: false },
      },
      {
        extends: true,
        test: {
          name: 'walks',
          include: ['test/walks/**/*.test.ts'],
          globalSetup: ['test/walks/template.ts'],
          expect: expectation,
          // What passed only when it was tried again is said at the end of npm test.
          retry: 2,
          testTimeout: 400_000,
          hookTimeout: 400_000,
          // One at a time, in one process with one browser (test/walks/small.ts): drawing takes more than a core.
          fileParallelism: false,
          isolate: false,
        },
      },
    ],
  },
})
