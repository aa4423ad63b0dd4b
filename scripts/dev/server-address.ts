import type { Command } from 'commander';
import { allScopes } from '../../lambda/auth/scopes.ts';
import { say, UsageError } from '../cli.ts';
import { mintToken } from '../local/mint-token.ts';
import { readLocalSettings, tokenAudience, tokenIssuer } from '../local/settings.ts';
import { loadSigningKeys } from '../local/signing-keys.ts';

export interface AddressOptions {
  readonly url?: string;
  readonly token?: string;
}

/** Adds --url and --token; without them, a command uses the local server. */
export function withAddress(command: Command): Command {
  return command
    .option('--url <url>', say('the MCP URL; the local server without it', 'MCP 주소; 없으면 로컬 서버'))
    .option(
      '--token <token>',
      say('an access token; without it OPS_ASSISTANT_TOKEN or one for the local server', '액세스 토큰'),
    );
}

export function mcpUrlOf({ url }: AddressOptions): string {
  if (url === undefined) return `${readLocalSettings(process.env).origin}/mcp`;
  if (!URL.canParse(url))
    throw new UsageError(`--url takes an address such as https://ops.example.com/mcp, not "${url}".`);
  return url;
}

/** The token from the options, or for the local server a new token for alice with every scope. */
export async function tokenOf({ url, token }: AddressOptions): Promise<string> {
  const configured = token ?? process.env.OPS_ASSISTANT_TOKEN;
  if (configured) return configured;
  const settings = readLocalSettings(process.env);
  if (url !== undefined && new URL(url).origin !== settings.origin) {
    throw new UsageError('Another server needs --token, or OPS_ASSISTANT_TOKEN in the environment.');
  }
  if (!settings.ownIssuer)
    throw new UsageError('OIDC_ISSUER names another issuer: use --token with a token from it.');
  return mintToken(await loadSigningKeys(settings.dataDir), {
    subject: 'alice',
    scope: allScopes.join(' '),
    audience: tokenAudience,
    issuer: tokenIssuer,
    expiresInSeconds: 600,
    clientId: 'ops-assistant-cli',
  });
}
