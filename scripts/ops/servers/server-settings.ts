import { allScopes, type Scope } from '../../../lambda/auth/scopes.ts';
import type { ServerAuth, ServerRecord } from '../../../lambda/mounted-servers/records.ts';
import { UsageError } from '../../cli.ts';
import { numberOf, type Values } from './options.ts';

/** Limits for a server's tools, from the options that are set. */
export function settingsIn(values: Values): Partial<ServerRecord> {
  const { scope, fallback } = values;
  if (scope !== undefined && !allScopes.includes(scope as Scope)) {
    throw new UsageError(`--scope is one of ${allScopes.join(', ')}, not "${scope}".`);
  }
  const perMinute = numberOf('--limit', values.limit, 1, 100_000);
  const timeoutMs = numberOf('--timeout', values.timeout, 100, 15_000);
  const maxBytes = numberOf('--max-bytes', values.maxBytes, 1_024, 10_485_760);
  return {
    ...(scope !== undefined && { scope: scope as Scope }),
    ...(perMinute !== undefined && { per_minute: perMinute }),
    ...(timeoutMs !== undefined && { timeout_ms: timeoutMs }),
    ...(maxBytes !== undefined && { max_bytes: maxBytes }),
    ...(fallback !== undefined && { fallback }),
    ...((values.enable || values.disable) && { enabled: values.enable === true }),
  };
}

/** How we authenticate at the server; throws for a missing option, and for a plain secret instead of its name. */
export function authIn(values: Values): ServerAuth {
  const { auth = 'none', secret, header = 'authorization' } = values;
  if (auth === 'none') return { mode: 'none' };
  if (auth === 'static') return { mode: 'static', header: headerName(header), secret: secretName(secret) };
  if (auth !== 'client-credentials' && auth !== 'token-exchange') {
    throw new UsageError(`--auth is none, static, client-credentials or token-exchange, not "${auth}".`);
  }
  const tokenUrl = values.tokenUrl;
  const clientId = values.clientId;
  if (!tokenUrl || !URL.canParse(tokenUrl) || !clientId) {
    throw new UsageError(`--auth ${auth} needs --token-url URL, --client-id ID and --secret NAME.`);
  }
  return {
    mode: auth === 'client-credentials' ? 'client_credentials' : 'token_exchange',
    token_url: tokenUrl,
    client_id: clientId,
    secret: secretName(secret),
    ...(values.authScope !== undefined && { scope: values.authScope }),
    ...(values.audience !== undefined && { audience: values.audience }),
  };
}

function headerName(header: string): string {
  if (/^[\w-]{1,60}$/.test(header)) return header.toLowerCase();
  throw new UsageError(`--header takes the name of a header, not "${header}".`);
}

function secretName(secret: string | undefined): string {
  if (secret && /^[\w/+=.@:-]{1,200}$/.test(secret)) return secret;
  throw new UsageError('--secret takes the name of a secret, never its value.');
}
