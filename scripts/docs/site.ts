import { execFile } from 'node:child_process';
import { cp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { defineCommand, runCommand, say } from '../cli.ts';
import { sidebarOf, sitePages } from './site-pages.ts';

const root = join(import.meta.dirname, '../..');
const site = join(root, 'docs/site');
const folder = join(root, 'dist/docs-site');

export const command = defineCommand(
  'docs-site',
  say(
    'Builds the documentation site of docs/ with search, into dist/docs-site/.vitepress/dist. The first run installs VitePress there; later ones need no network.',
    'docs/의 문서로 검색이 되는 사이트를 dist/docs-site/.vitepress/dist에 만듭니다. 처음에는 VitePress를 설치하고, 그다음부터는 네트워크가 필요 없습니다.',
  ),
  ['npm run docs:site'],
).action(build);

async function build(): Promise<void> {
  await installVitePress();
  const pages = await sitePages(root);
  const isPackage = (name: string) => name === 'node_modules' || name.startsWith('package');
  await emptyFolder(isPackage);
  for (const { path, markdown } of pages) await write(path, markdown);
  await cp(join(root, 'docs/dashboard.png'), join(folder, 'dashboard.png'));
  await cp(join(site, 'config.mjs'), join(folder, '.vitepress/config.mjs'));
  const sidebars = { en: sidebarOf(pages, 'en'), ko: sidebarOf(pages, 'ko') };
  await write('.vitepress/pages.json', JSON.stringify(sidebars, null, 2));
  await run('node_modules/.bin/vitepress', 'build');
  process.stdout.write(`${join(folder, '.vitepress/dist')}\n`);
}

/** Installs the version in docs/site/package-lock.json, unless it is already installed. */
async function installVitePress(): Promise<void> {
  await mkdir(folder, { recursive: true });
  const lock = await readFile(join(site, 'package-lock.json'), 'utf8');
  const installed = await readFile(join(folder, 'package-lock.json'), 'utf8').catch(() => '');
  if (installed === lock) return;
  await cp(join(site, 'package.json'), join(folder, 'package.json'));
  await cp(join(site, 'package-lock.json'), join(folder, 'package-lock.json'));
  await run('npm', 'ci', '--no-audit', '--no-fund', '--ignore-scripts');
}

async function emptyFolder(isRetained: (name: string) => boolean): Promise<void> {
  for (const name of await readdir(folder)) {
    if (!isRetained(name)) await rm(join(folder, name), { recursive: true });
  }
}

async function write(path: string, text: string): Promise<void> {
  await mkdir(dirname(join(folder, path)), { recursive: true });
  await writeFile(join(folder, path), text);
}

async function run(program: string, ...args: string[]): Promise<void> {
  await promisify(execFile)(program, args, { cwd: folder, maxBuffer: 16 * 1024 * 1024 }).catch(
    ({ stdout, stderr }: { stdout: string; stderr: string }) => {
      throw new Error(`${program} failed:\n${stdout}${stderr}`);
    },
  );
}

if (import.meta.main) await runCommand(command);
