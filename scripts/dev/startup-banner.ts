import { allScopes } from '../../lambda/auth/scopes.ts';
import type { Config } from '../../lambda/config/config.ts';
import {
  claudeCodeCommand,
  codexCommand,
  cursorLink,
  inspectorCommand,
  vsCodeCommand,
} from '../../lambda/landing-page/client-setup.ts';
import { say } from '../cli.ts';
import { mintToken } from '../local/mint-token.ts';
import { type LocalSettings, tokenIssuer } from '../local/settings.ts';
import type { SigningKeys } from '../local/signing-keys.ts';

/** Everything for a first call: addresses, a token, a command per client, and an example question. */
export async function startupBanner(
  { port, metricsPort, localOrigin, origin, ownIssuer }: LocalSettings,
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
    : say(`<a token of ${issuers[0]}>`, `<${issuers[0]}에서 발급한 토큰>`);
  const warning =
    ownIssuer && origin !== localOrigin
      ? `\n${say(`The sign-in at ${origin} asks for no password: set OIDC_ISSUER before others can reach it.`, `${origin}의 로그인은 비밀번호가 없습니다. 다른 사람이 접속하기 전에 OIDC_ISSUER를 설정하세요.`)}\n`
      : '';
  const mounted =
    mountedServers.length > 0
      ? `${say('Mounted       ', '마운트한 서버 ')} ${mountedServers.join(', ')} (docs/several-servers.md)\n`
      : '';
  const page = mcpUrl.replace(/\/mcp$/, '/');
  const owner = ownIssuer
    ? say('alice, with every scope, for 12 hours', 'alice, 모든 스코프, 12시간')
    : say('from your issuer', '사용하는 발급자에서 받으세요');
  return `
${say(`Ops Assistant is ready (port ${port}).`, `Ops Assistant가 준비되었습니다(포트 ${port}).`)}

  ${say('Page ', '페이지')}  ${page}
  URL    ${mcpUrl}
  Token  ${token}
         (${owner})
  Metrics http://127.0.0.1:${metricsPort}/metrics

Claude Code    ${claudeCodeCommand(mcpUrl, { token })}
Codex          ${codexCommand(mcpUrl)}
VS Code        ${vsCodeCommand(mcpUrl)}
Cursor         ${cursorLink(mcpUrl)}
Inspector      ${inspectorCommand(mcpUrl, { token })}

${say('Then ask your assistant', '이제 어시스턴트에게 물어보세요')}:
  "노트북 재고가 몇 대 남았어?"
  "How many days a week can I work from home?"
  "File a ticket: the printer on the third floor is jammed."
${say('Or without one', '어시스턴트 없이')}:  npx ops-assistant call lookup_inventory query=laptop
${mounted}${warning}
${say('Ctrl-C stops it; your data stays.', 'Ctrl-C로 종료합니다. 데이터는 남습니다.')}
`;
}
