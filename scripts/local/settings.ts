import { isIP } from 'node:net';
import { resolve } from 'node:path';
import * as z from 'zod';
import { ConfigError } from '../../lambda/config.ts';

/** What only a local run has to know: where it listens and where it keeps its things. */
export interface LocalSettings {
  readonly port: number;
  readonly host: string;
  readonly dataDir: string;
  /** The origin that clients use. */
  readonly origin: string;
  /** Where the sign-in of this run is, unless OIDC_ISSUER names another issuer. */
  readonly ownIssuer: boolean;
}

type Environment = Record<string, string | undefined>;

/**
 * Tokens of `npm run token` name this issuer whatever port the server listens on, so that one token, and one caller's
 * limits, hold for several servers on one table. It is nowhere on the network: what counts is the key in DATA_DIR.
 */
export const tokenIssuer = 'http://127.0.0.1/ops-assistant';
export const tokenAudience = 'http://127.0.0.1/mcp';

const environment = z.object({
  PORT: z.coerce
    .number('expected a port number')
    .int()
    .min(0, 'expected a port number')
    .max(65_535, 'expected a port number')
    .default(3000),
  HOST: z.string().default('127.0.0.1'),
  DATA_DIR: z.string().default('.data'),
  PUBLIC_URL: z.url({ protocol: /^https?$/, error: 'expected an http:// or https:// URL' }).optional(),
});

/** Throws one sentence a bad variable, each naming it. */
export function readLocalSettings(env: Environment): LocalSettings {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value));
  const parsed = environment.safeParse(given);
  if (!parsed.success) throw new ConfigError(parsed.error.issues);
  const { PORT: port, HOST: host, DATA_DIR, PUBLIC_URL } = parsed.data;
  const ownIssuer = !env.OIDC_ISSUER;
  if (ownIssuer && !isLoopback(host)) {
    const message = `the local sign-in asks for no password, so it stays on loopback; set OIDC_ISSUER to listen on ${host}`;
    throw new ConfigError([{ path: ['HOST'], message }]);
  }
  const shown = isIP(host) === 6 ? `[${host}]` : host;
  const origin = PUBLIC_URL?.replace(/\/+$/, '').replace(/\/mcp$/, '') ?? `http://${shown}:${port}`;
  return { port, host, dataDir: resolve(DATA_DIR), origin, ownIssuer };
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127\./.test(host);
}
