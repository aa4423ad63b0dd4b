import * as z from 'zod';
import { ConfigError } from '../../config.ts';

const portRule = 'expected a port number from 1 to 65535, or 0 for any that is free';

const environment = z.object({
  PORT: z
    .string()
    .trim()
    .regex(/^\d{1,5}$/, portRule)
    .transform(Number)
    .refine((port) => port <= 65_535, portRule)
    .default(3000),
  HOST: z.string().trim().default('127.0.0.1'),
});

/** Where the server listens, by PORT and HOST; an empty variable counts as absent. Throws ConfigError. */
export function readListenAddress(env: Record<string, string | undefined>): {
  readonly port: number;
  readonly host: string;
} {
  const parsed = environment.safeParse({ PORT: env.PORT || undefined, HOST: env.HOST || undefined });
  if (!parsed.success) throw new ConfigError(parsed.error.issues);
  return { port: parsed.data.PORT, host: parsed.data.HOST };
}
