import { execFile } from 'node:child_process';
import { chmod, cp, mkdir, mkdtempDisposable, realpath, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const node = join(import.meta.dirname, '../../node_modules/node/bin/node');
/** Programs besides Node that the Dockerfile's steps need, and a person who inspects a container. */
const programs = ['sh', 'env', 'mkdir', 'chown', 'cat', 'ls'];

/**
 * Builds a replacement for node:24-slim from this checkout's Node and this machine's C library, for machines without
 * access to a registry. Only for trials: it gets no security updates, and `npm ci` does nothing in it.
 */
export async function makeBaseImage(
  buildah: readonly string[],
  tag: string,
  withNpm: boolean,
): Promise<void> {
  await using folder = await mkdtempDisposable(join(tmpdir(), 'ops-assistant-base-'));
  const files = join(folder.path, 'files');
  const copy = async (from: string, to: string) =>
    cp(await realpath(from), join(files, to), { recursive: true });
  const paths = await Promise.all(programs.map(which));

  for (const [index, path] of paths.entries()) await copy(path, `usr/bin/${programs[index]}`);
  await symlink('usr/bin', join(files, 'bin'));
  await copy(node, 'usr/local/bin/node');
  for (const library of await librariesOf([node, ...paths])) await copy(library, library);
  await mkdir(join(files, 'tmp'));
  await chmod(join(files, 'tmp'), 0o1777);
  await mkdir(join(files, 'etc'), { recursive: true });
  await writeFile(join(files, 'etc/passwd'), 'root:x:0:0:root:/root:/bin/sh\n');
  await writeFile(join(files, 'etc/group'), 'root:x:0:\n');
  if (withNpm) await copyNpm(files, copy);
  else await writeFile(join(files, 'usr/local/bin/npm'), '#!/bin/sh\n', { mode: 0o755 });

  await writeFile(
    join(folder.path, 'Containerfile'),
    'FROM scratch\nCOPY files /\nENV PATH=/usr/local/bin:/usr/bin\n',
  );
  await run('buildah', [...buildah, 'bud', '--isolation', 'chroot', '--tag', tag, folder.path]);
}

async function copyNpm(files: string, copy: (from: string, to: string) => Promise<void>): Promise<void> {
  const npm = dirname(dirname(await realpath(await which('npm'))));
  await copy(npm, 'usr/local/lib/node_modules/npm');
  await symlink('../lib/node_modules/npm/bin/npm-cli.js', join(files, 'usr/local/bin/npm'));
  // Behind a proxy that inspects TLS, npm needs the certificates that this machine trusts.
  const certificates = process.env.NODE_EXTRA_CA_CERTS;
  if (!certificates) return;
  await copy(certificates, 'etc/ssl/certificates.pem');
  await mkdir(join(files, 'usr/local/etc'));
  await writeFile(join(files, 'usr/local/etc/npmrc'), 'cafile=/etc/ssl/certificates.pem\n');
}

async function which(program: string): Promise<string> {
  return (await run('sh', ['-c', `command -v ${program}`])).stdout.trim();
}

/** The shared libraries that programs are linked with, including the loader. */
async function librariesOf(files: readonly string[]): Promise<Set<string>> {
  const { stdout } = await run('ldd', files);
  return new Set(stdout.match(/(?<=\s)\/\S+\.so[^\s:]*/g));
}
