import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { readDockerfile, readStages } from './dockerfile.ts';

const root = join(import.meta.dirname, '../..');
const container = join(root, 'infra/container');
const image = await readDockerfile();
const known = new Set((await readFile(join(root, '.env.example'), 'utf8')).match(/^[A-Z_]+(?==)/gm));

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

  test("runs on Lambda's Node as a numbered user who is not root, and starts without a shell", async () => {
    const stages = await readStages();
    const [build, final] = [stages[0], stages.at(-1)];

    for (const stage of [build!, final!]) expect(stage[0]?.rest).toMatch(/^node:24-slim\b/);
    for (const id of image.user) expect(Number(id)).toBeGreaterThan(0);
    expect(image.command).toEqual(['node', 'index.js']);
  });
});

describe('compose.yaml', () => {
  interface Compose {
    readonly services: Record<string, Record<string, unknown>>;
  }
  const read = async () =>
    (parse(await readFile(join(container, 'compose.yaml'), 'utf8')) as Compose).services;

  test('gives a newcomer one server that needs nothing else, with variables that exist', async () => {
    const services = await read();
    const started = Object.entries(services).filter(([, { profiles }]) => profiles === undefined);
    const { environment, read_only, build } = services.server as Record<string, Record<string, string>>;

    expect(started.map(([name]) => name)).toEqual(['server']);
    for (const name of Object.keys(environment!)) expect(known).toContain(name);
    expect(read_only).toBe(true);
    expect(build?.target).toBe('demo');
    expect(await stat(join(container, build!.context!, build!.dockerfile!))).toBeDefined();
  });

  test('is reached from this machine only, since its sign-in asks for no password', async () => {
    for (const { ports = [] } of Object.values(await read())) {
      for (const port of ports as string[]) expect(port).toMatch(/^127\.0\.0\.1:/);
    }
  });

  test('mounts files that are there', async () => {
    const volumes = Object.values(await read()).flatMap(({ volumes = [] }) => volumes as string[]);
    for (const volume of volumes.filter((each) => each.startsWith('.'))) {
      expect(await stat(join(container, volume.split(':')[0]!))).toBeDefined();
    }
  });
});

function copied(stage: readonly { name: string; rest: string }[]): string[] {
  return stage.filter(({ name }) => name === 'COPY').map(({ rest }) => rest);
}
