import { isIP } from 'node:net';
import { join, resolve } from 'node:path';
import * as z from 'zod';
import { ConfigError } from '../../lambda/config/config-error.ts';
import { isHttpsOrLoopback, isLoopback } from '../../lambda/config/loopback.ts';
import { readListenAddress } from '../../lambda/handlers/container/listen-address.ts';

/** What only a local run has to know: where it listens and where it keeps its things. */
export interface LocalSettings {
  /** 0 is any that is free. */
  readonly port: number;
  readonly host: string;
  /** Where GET /metrics is; undefined leaves the choice to the server. */
  readonly metricsPort: number | undefined;
  readonly dataDir: string;
  /** Where this machine reaches the server. */
  readonly localOrigin: string;
  /** Where clients reach it; another one behind a reverse proxy. */
  readonly origin: string;
  /** Whether this run signs people in itself, as no OIDC_ISSUER names another issuer. */
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
  DATA_DIR: z.string().default('.data'),
  LOCAL_SIGN_IN: z.enum(['loopback', 'any-host'], 'expected loopback or any-host').default('loopback'),
  PUBLIC_URL: z
    .string()
    .refine(isHttpsOrLoopback, 'expected an https:// URL (http:// on loopback only)')
    .optional(),
});

/** Throws one sentence per invalid variable, with its name. */
export function readLocalSettings(env: Environment): LocalSettings {
  const { port, host, metricsPort } = readListenAddress(env);
  const nonEmpty = Object.fromEntries(Object.entries(env).filter(([, value]) => value));
  const parsed = environment.safeParse(nonEmpty);
  if (!parsed.success) throw new ConfigError(parsed.error.issues);
  const { DATA_DIR, PUBLIC_URL } = parsed.data;
  const ownIssuer = !env.OIDC_ISSUER;
  if (ownIssuer && !isLoopback(host) && parsed.data.LOCAL_SIGN_IN === 'loopback') {
    const message = `the local sign-in asks for no password, so it stays on loopback; set OIDC_ISSUER to listen on ${host}`;
    throw new ConfigError([{ path: ['HOST'], message }]);
  }
  if (ownIssuer && env.OIDC_JWKS_URI) {
    const message = 'is for tokens of another issuer; set OIDC_ISSUER as well';
    throw new ConfigError([{ path: ['OIDC_JWKS_URI'], message }]);
  }
  const localOrigin = `http://${reachable(host)}:${port}`;
  const origin = PUBLIC_URL?.replace(/\/+$/, '').replace(/\/mcp$/, '') ?? localOrigin;
  return { port, host, metricsPort, dataDir: resolve(DATA_DIR), localOrigin, origin, ownIssuer };
}

/** A host as it stands in a URL; who listens on every address is on this machine's own as well. */
function reachable(host: string): string {
  if (host === '0.0.0.0' || host === '::') return '127.0.0.1';
  return isIP(host) === 6 ? `[${host}]` : host;
}

/** Where a local run writes its audit records. */
export function auditFileOf(
  env: Environment,
  { dataDir }: Pick<LocalSettings, 'dataDir'> = readLocalSettings(env),
): string {
  return env.AUDIT_FILE || join(dataDir, 'audit.jsonl');
}
