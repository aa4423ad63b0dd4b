import { join } from 'node:path';
import { defineConfig } from 'vitest/config';

/** `npm run test:long`: what takes many minutes, apart from `npm test`. */
export default defineConfig({
  test: {
    root: join(import.meta.dirname, '..'),
    include: ['test/**/*.long.ts'],
    globalSetup: 'test/run-folder.ts',
    maxWorkers: 2,
    testTimeout: 180_000,
    hookTimeout: 180_000,
  },
});
