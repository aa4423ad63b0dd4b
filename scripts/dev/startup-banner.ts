import { allScopes } from '../../lambda/auth/scopes.ts';
import type { Config } from '../../lambda/config.ts';
import { claudeCodeCommand, cursorLink, vsCodeCommand } from '../../lambda/landing-page/client-setup.ts';
import { mintToken } from '../local/mint-token.ts';
import { type LocalSettings, tokenIssuer } from '../local/settings.ts';
import type { SigningKeys } from '../local/signing-keys.ts';

/** What a newcomer needs to make the first call: the URL, a ready token, and a line to paste for each client. */
export async function startupBanner(
  { port, localOrigin, origin, ownIssuer }: LocalSettings,
  { mcpUrl, audiences, issuers }: Config,
  keys: SigningKeys,
  mountedServers: readonly string[] = [],
): Promise<string> {
  const token = ownIssuer
    ? await mintToken(keys, {
        subject: 'alice',
        scope: allScopes.join(' '),
        audience: audiences.at(-1)!,
        issuer: tokenIssuer,
        expiresInSeconds: 12 * 3600,
        clientId: 'npm-start',
      })
    : `<a token of ${issuers[0]}>`;
  const warning =
    ownIssuer && origin !== localOrigin
      ? `\nWhoever reaches ${origin} can sign in as anybody: set OIDC_ISSUER before you let others in.\n`
      : '';
  const mounted =
    mountedServers.length > 0
      ? `Mounted        ${mountedServers.join(', ')} (docs/several-servers.md)\n`
      : '';
  return `
Ops Assistant is ready (port ${port}).

  URL    ${mcpUrl}
  Token  ${token}

Claude Code    ${claudeCodeCommand(mcpUrl, token)}
VS Code        ${vsCodeCommand(mcpUrl)}
Cursor         ${cursorLink(mcpUrl)}
Inspector      npx @modelcontextprotocol/inspector@latest --cli ${mcpUrl} --transport http --header "Authorization: Bearer ${token}" --method tools/list
${mounted}${warning}
Ctrl-C stops it; your data stays.
`;
}
