import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  export interface ProvidedContext {
    /** Holds what files of one run share: test/support/once-per-run.ts. */
    runFolder: string;
  }
}

/**
 * One folder for everything that a run writes, removed at its end: also what processes leave behind that a test kills.
 * Node keeps the compiled modules there too, for the hundreds of processes that tests start.
 */
export default async function setUp({ provide }: TestProject): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), 'ops-run-'));
  // Tests start programs as other users.
  await chmod(folder, 0o711);
  provide('runFolder', folder);
  process.env.TMPDIR = folder;
  process.env.NODE_COMPILE_CACHE ??= join(folder, 'compiled');
  return () => rm(folder, { recursive: true, force: true, maxRetries: 3 });
}
