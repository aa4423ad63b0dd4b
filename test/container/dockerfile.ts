import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

const file = join(import.meta.dirname, '../../infra/container/Dockerfile');

export interface Instruction {
  readonly name: string;
  readonly rest: string;
}

/** The stages of the Dockerfile, each with its instructions. */
export async function readStages(): Promise<Instruction[][]> {
  const text = (await readFile(file, 'utf8')).replaceAll(/\\\n\s*/g, '');
  const [, base] = /^ARG NODE_IMAGE=(\S+)$/m.exec(text)!;
  const lines = text
    .slice(text.indexOf('\nFROM '))
    .replaceAll('$NODE_IMAGE', base!)
    .split('\n')
    .filter((line) => line.trim() !== '' && !line.startsWith('#'));
  const stages: Instruction[][] = [];
  for (const line of lines) {
    const [, name, rest] = /^([A-Z]+) +(.+)$/.exec(line) ?? [];
    if (!name || !rest) throw new Error(`Not an instruction: ${line}`);
    if (name === 'FROM') stages.push([]);
    stages.at(-1)!.push({ name, rest });
  }
  return stages;
}

/** How a container of the image is started. */
export async function readDockerfile() {
  const last = (await readStages()).at(-1)!;
  const rest = (name: string) => last.filter((each) => each.name === name).map((each) => each.rest);
  const variables = rest('ENV').flatMap((text) =>
    text.split(' ').map((pair) => pair.split('=') as [string, string]),
  );
  return {
    env: { PATH: process.env.PATH!, ...Object.fromEntries(variables) } as Record<string, string>,
    user: rest('USER').at(-1)!.split(':'),
    command: JSON.parse(rest('CMD').at(-1)!) as string[],
    healthCheck: JSON.parse(/CMD (\[.+\])$/.exec(rest('HEALTHCHECK')[0]!)![1]!) as string[],
  };
}
