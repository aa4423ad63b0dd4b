import { execFile } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const root = join(import.meta.dirname, '../..');

export interface CheckoutCopy extends AsyncDisposable {
  readonly root: string;
  /** Changes one file until the returned function puts it back. */
  change(file: string, edit: (text: string) => string): Promise<() => Promise<void>>;
}

/** This checkout once more, under version control of its own, to be spoilt. */
export async function copyCheckout(): Promise<CheckoutCopy> {
  const copy = await mkdtemp(join(tmpdir(), 'ops-assistant-'));
  const { stdout } = await run('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    cwd: root,
  });
  for (const file of stdout.split('\0').filter(Boolean)) {
    await cp(join(root, file), join(copy, file), { recursive: true }).catch(
      (error: NodeJS.ErrnoException) => {
        if (error.code !== 'ENOENT') throw error; // deleted, and not yet committed
      },
    );
  }
  await symlink(join(root, 'node_modules'), join(copy, 'node_modules'));
  await run('git', ['init', '-q'], { cwd: copy });
  await run('git', ['add', '-A'], { cwd: copy });

  return {
    root: copy,
    async change(file, edit) {
      const path = join(copy, file);
      const before = await readFile(path, 'utf8');
      const after = edit(before);
      if (after === before) throw new Error(`${file} is as it was: ${dirname(file)}`);
      await writeFile(path, after);
      return () => writeFile(path, before);
    },
    async [Symbol.asyncDispose]() {
      await rm(copy, { recursive: true, force: true });
    },
  };
}
