import * as z from 'zod';
import { ConfigError } from '../../config/config-error.ts';

const portRule = 'expected a port number from 1 to 65535, or 0 for any that is free';

const portNumber = z
  .string()
  .trim()
  .regex(/^\d{1,5}$/, portRule)
  .transform(Number)
  .refine((port) => port <= 65_535, portRule);

const environment = z.object({
  PORT: portNumber.default(3000),
  METRICS_PORT: portNumber.optional(),
  HOST: z.string().trim().default('127.0.0.1'),
});

export interface ListenAddress {
  readonly port: number;
  readonly host: string;
  /** The port of GET /metrics; undefined selects the default. */
  readonly metricsPort: number | undefined;
}

/** Reads PORT, METRICS_PORT and HOST; an empty variable counts as absent. Throws ConfigError. */
export function readListenAddress(env: Record<string, string | undefined>): ListenAddress {
  const names = Object.keys(environment.shape);
  const parsed = environment.safeParse(
    Object.fromEntries(names.map((name) => [name, env[name] || undefined])),
  );
  if (!parsed.success) throw new ConfigError(parsed.error.issues);
  return { port: parsed.data.PORT, host: parsed.data.HOST, metricsPort: parsed.data.METRICS_PORT };
}
