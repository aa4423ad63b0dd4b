import { execFileSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type FullDiskFigures, fillDisk } from './full-disk-run.ts';

/** {@link fillDisk} on a disk of its own; undefined where none can be mounted. */
export async function fillSmallDisk(megabytes: number): Promise<FullDiskFigures | undefined> {
  const disk = await mkdtemp(join(tmpdir(), 'ops-assistant-disk-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', disk], { stdio: 'ignore' });
  } catch {
    await rm(disk, { recursive: true });
    return undefined;
  }
  try {
    const makeRoom = () => {
      execFileSync('mount', ['-o', `remount,size=${megabytes * 20}m`, disk]);
    };
    return await fillDisk(undefined, disk, makeRoom);
  } finally {
    execFileSync('umount', ['-l', disk]);
    await rm(disk, { recursive: true, force: true });
  }
}
