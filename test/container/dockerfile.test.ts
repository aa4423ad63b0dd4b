import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readDockerfile, readStages } from './dockerfile.ts';

const root = join(import.meta.dirname, '../..');
const container = join(root, 'infra/container');
const image = await readDockerfile();

describe('Dockerfile', () => {
  test('copies only what is there, and of the build only the one file with its package.json', async () => {
    const stages = await readStages();
    const [build] = stages;
    const final = stages.at(-1);
    const sources = copied(build!).flatMap((rest) => rest.split(' ').slice(0, -1));

    expect(sources.length).toBeGreaterThan(3);
    for (const source of sources) expect(await stat(join(root, source))).toBeDefined();
    expect(copied(final!)).toEqual(['--from=build --chown=root:root /build/dist/container ./']);
  });

  test('lets the builder see all that it copies, and neither data nor history', async () => {
    const [build] = await readStages();
    const ignored = (await readFile(join(container, 'Dockerfile.dockerignore'), 'utf8')).split('\n');
    const sources = copied(build!).flatMap((rest) => rest.split(' ').slice(0, -1));

    expect(ignored).toContain('*');
    expect(
      ignored
        .filter((line) => line.startsWith('!'))
        .map((line) => line.slice(1))
        .sort(),
    ).toEqual(sources.sort());
  });

  test('downloads the packages before it copies the sources, so that a change of code downloads nothing', async () => {
    const [build] = await readStages();
    const at = (part: string) => build!.findIndex(({ rest }) => rest.startsWith(part));

    expect(at('package.json package-lock.json')).toBeGreaterThan(0);
    expect(at('npm ci')).toBeGreaterThan(at('package.json package-lock.json'));
    expect(at('lambda')).toBeGreaterThan(at('npm ci'));
  });

  test("runs on Lambda's Node as a numbered user who is not root, and starts without a shell", async () => {
    const stages = await readStages();
    const [build, final] = [stages[0], stages.at(-1)];

    for (const stage of [build!, final!]) expect(stage[0]?.rest).toMatch(/^node:24-slim\b/);
    for (const id of image.user) expect(Number(id)).toBeGreaterThan(0);
    expect(image.command).toEqual(['node', '--max-semi-space-size=8', 'index.js']);
  });
});

function copied(stage: readonly { name: string; rest: string }[]): string[] {
  return stage.filter(({ name }) => name === 'COPY').map(({ rest }) => rest);
}
