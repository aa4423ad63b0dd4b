import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'yaml';
import * as z from 'zod';
import { readStages } from './dockerfile.ts';

export const containerFolder = join(import.meta.dirname, '../../infra/container');

const strings = z.array(z.string().min(1));
const condition = z.enum(['service_started', 'service_healthy', 'service_completed_successfully']);

/** Of the Compose specification what these files use, and nothing else: a misspelt key is no service's key. */
const service = z.strictObject({
  build: z.strictObject({ context: z.string(), dockerfile: z.string(), target: z.string() }).optional(),
  image: z
    .string()
    .regex(/^[\w./-]+:[\w.-]+$/, 'an image with its version')
    .optional(),
  pull_policy: z.literal('never').optional(),
  profiles: strings.optional(),
  command: strings.optional(),
  network_mode: z
    .string()
    .regex(/^service:/)
    .optional(),
  ports: z.array(z.string().regex(/^127\.0\.0\.1:\d+:\d+$/, 'published on this machine only')).default([]),
  environment: z.record(z.string().regex(/^[A-Z_]+$/), z.string()).default({}),
  volumes: z.array(z.string().regex(/^[\w./-]+:\/[\w./-]+(?::ro)?$/)).default([]),
  healthcheck: z.strictObject({ disable: z.literal(true) }).optional(),
  depends_on: z.record(z.string(), z.strictObject({ condition })).default({}),
  read_only: z.literal(true).optional(),
  tmpfs: strings.optional(),
  cap_drop: z.tuple([z.literal('ALL')]).optional(),
  security_opt: z.tuple([z.literal('no-new-privileges:true')]).optional(),
  mem_limit: z
    .string()
    .regex(/^\d+m$/)
    .optional(),
  stop_grace_period: z
    .string()
    .regex(/^\d+s$/)
    .optional(),
  restart: z.enum(['unless-stopped', 'on-failure']).optional(),
});
const composeFile = z.strictObject({
  name: z.string().optional(),
  services: z.record(z.string(), service.partial()),
  volumes: z.record(z.string(), z.null()).default({}),
});
export type Service = z.infer<typeof service>;

/** The files laid over each other, as `docker compose --file A --file B` does. */
export async function readCompose(...files: string[]) {
  const parsed = await Promise.all(
    files.map(async (file) =>
      composeFile.parse(parse(await readFile(join(containerFolder, file), 'utf8'), { merge: true })),
    ),
  );
  const services = new Map<string, Service>();
  for (const [name, part] of parsed.flatMap((file) => Object.entries(file.services))) {
    const before = services.get(name);
    services.set(
      name,
      service.parse({ ...before, ...part, environment: { ...before?.environment, ...part.environment } }),
    );
  }
  return { services, volumes: parsed.flatMap((file) => Object.keys(file.volumes)) };
}

/** What the image of the target `demo` sets. */
export async function demoStage() {
  const demo = (await readStages()).find(([from]) => from!.rest.endsWith(' AS demo'))!;
  const rest = (name: string) => demo.find((each) => each.name === name)!.rest;
  return {
    env: Object.fromEntries(
      rest('ENV')
        .split(' ')
        .map((pair) => pair.split('=')),
    ) as Record<string, string>,
    command: JSON.parse(rest('CMD')) as string[],
    exposed: rest('EXPOSE').split(' '),
    volume: rest('VOLUME'),
  };
}
