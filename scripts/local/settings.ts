import { isIP } from 'node:net';
import { join, resolve } from 'node:path';
import * as z from 'zod';
import { ConfigError } from '../../lambda/config/config-error.ts';
import { isHttpsOrLoopback, isLoopback } from '../../lambda/config/loopback.ts';
import { readListenAddress } from '../../lambda/handlers/container/listen-address.ts';

/** Settings that only a local run needs. */
export interface LocalSettings {
  /** 0 means any free port. */
  readonly port: number;
  readonly host: string;
  /** Port of GET /metrics; undefined lets the server choose. */
  readonly metricsPort: number | undefined;
  readonly dataDir: string;
  /** The server's address on this machine. */
  readonly localOrigin: string;
  /** The server's address for clients; behind a reverse proxy, it differs from localOrigin. */
  readonly origin: string;
  /** Whether this run has its own sign-in, because no OIDC_ISSUER is set. */
  readonly ownIssuer: boolean;
}

type Environment = Record<string, string | undefined>;

/**
 * The issuer of `npm run token`, independent of the port, so that one token and one caller's limits apply to all
 * servers on one table. No server answers at this address: only the key in DATA_DIR matters.
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

/** The host for URLs on this machine; a server that listens on every address is reachable on loopback. */
function reachable(host: string): string {
  if (host === '0.0.0.0' || host === '::') return '127.0.0.1';
  return isIP(host) === 6 ? `[${host}]` : host;
}

/** The file for audit records of a local run. */
export function auditFileOf(
  env: Environment,
  { dataDir }: Pick<LocalSettings, 'dataDir'> = readLocalSettings(env),
): string {
  return env.AUDIT_FILE || join(dataDir, 'audit.jsonl');
}
