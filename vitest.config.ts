import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: 'test/run-folder.ts',
    // Two cores: more workers only make servers under test wait for each other.
    maxWorkers: 2,
    // Loading the packages once per worker instead of once per file halves the time of most files.
    isolate: false,
    // Only for a test that hangs: on a busy machine everything takes many times as long.
    testTimeout: 300_000,
    hookTimeout: 300_000,
  },
});
