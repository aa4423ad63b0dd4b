import { type ClientRegistration, clientRegistrationIn } from '../../lambda/auth/client-registration.ts';
import { setUps } from '../../lambda/landing-page/client-setup.ts';
import { clientIdFor, type HostId, hostIds, hostOf } from '../../lambda/landing-page/known-hosts.ts';
import { defineCommand, runCommand, say, UsageError } from '../cli.ts';
import { type AddressOptions, mcpUrlOf, withAddress } from './server-address.ts';

interface Options extends AddressOptions {
  readonly clientId?: string;
}

export const command = withAddress(
  defineCommand(
    'connect',
    say(
      'Prints the command, settings or link that connects a host to the server.',
      '호스트를 서버에 연결하는 명령, 설정 또는 링크를 출력합니다.',
    ),
    [
      'npx ops-assistant connect claude-code',
      'npx ops-assistant connect claude --url https://ops.example.com/mcp',
      'npx ops-assistant connect cursor --url https://ops.example.com/mcp --client-id 4k2abc',
    ],
  ),
)
  .option(
    '--client-id <id>',
    say(
      'client ID for hosts that cannot register themselves (output ClientId); others ignore it',
      '스스로 등록하지 못하는 호스트의 클라이언트 ID(출력 ClientId)',
    ),
  )
  .argument('[host]', hostIds.join(', '))
  .action(printConnection);

async function printConnection(host: string | undefined, options: Options): Promise<void> {
  const url = mcpUrlOf(options);
  const isPublic = url.startsWith('https:');
  if (host !== undefined && !hostIds.includes(host as HostId)) {
    throw new UsageError(`There is no host "${host}"; the hosts are ${hostIds.join(', ')}.`);
  }
  if (host !== undefined && hostOf(host as HostId).isCloudHosted && !isPublic)
    throw new UsageError(unreachable());

  const found = await readRegistration(url);
  if (!found && options.url) process.stderr.write(`${unanswered(url)}\n`);
  const registration = { ...(found ?? openRegistration), publicClientId: options.clientId };
  if (host !== undefined) {
    const clientId = clientIdFor(host as HostId, registration);
    process.stdout.write(`${setUp(host as HostId, url, clientId)}\n`);
    if (clientId && !options.clientId) process.stderr.write(`${missingClientId(host as HostId)}\n`);
    return;
  }
  for (const id of hostIds.filter((each) => isPublic || !hostOf(each).isCloudHosted)) {
    process.stdout.write(`${id.padEnd(14)} ${setUp(id, url, clientIdFor(id, registration))}\n`);
  }
}

function setUp(id: HostId, url: string, clientId: string | undefined): string {
  if (id !== 'claude' && id !== 'chatgpt') return setUps[id](url, { clientId });
  const place = {
    claude: say('Settings → Connectors → Add custom connector', '설정 → 커넥터 → 커스텀 커넥터 추가'),
    chatgpt: say('Settings → Apps → Create', '설정 → 앱 → 만들기'),
  };
  const client = clientId && say(` (OAuth client id: ${clientId})`, ` (OAuth 클라이언트 ID: ${clientId})`);
  return `${place[id]}: ${url}${client ?? ''}`;
}

/** The registration that the local sign-in offers. */
const openRegistration: Omit<ClientRegistration, 'publicClientId'> = {
  documents: 'any',
  dynamic: true,
  anyLoopbackPort: true,
  namesIssuer: true,
};

/** The client registration in the metadata of the server's sign-in; undefined if it cannot be read. */
async function readRegistration(mcpUrl: string): Promise<ClientRegistration | undefined> {
  const base = mcpUrl.replace(/\/mcp(?:\/.*)?$/, '');
  const resource = await readDocument(`${base}/.well-known/oauth-protected-resource/mcp`);
  const [issuer] = Array.isArray(resource?.authorization_servers)
    ? (resource.authorization_servers as string[])
    : [];
  const metadata = issuer ? await readMetadata(issuer) : undefined;
  return metadata && clientRegistrationIn(metadata);
}

async function readMetadata(issuer: string): Promise<Record<string, unknown> | undefined> {
  const bare = issuer.replace(/\/$/, '');
  return (
    (await readDocument(`${bare}/.well-known/oauth-authorization-server`)) ??
    (await readDocument(`${bare}/.well-known/openid-configuration`))
  );
}

async function readDocument(url: string): Promise<Record<string, unknown> | undefined> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(3_000), redirect: 'error' });
    return response.ok ? ((await response.json()) as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

const unreachable = () =>
  say(
    'This host runs in the cloud and cannot reach this computer: use --url with the https address of a deployed server.',
    '이 호스트는 클라우드에서 실행되어 이 컴퓨터에 연결할 수 없습니다. --url에 배포된 서버의 https 주소를 지정하세요.',
  );

const unanswered = (url: string) =>
  say(
    `The metadata of ${url} cannot be read, so it is unknown whether a client id is needed.`,
    `${url}의 메타데이터를 읽을 수 없어 클라이언트 ID가 필요한지 알 수 없습니다.`,
  );

const missingClientId = (id: HostId) =>
  say(
    `The sign-in of this server does not know ${hostOf(id).name}: use --client-id with the id from its operator (output ClientId).`,
    `이 서버의 로그인은 ${hostOf(id).name}을(를) 알지 못합니다. 운영자에게 받은 클라이언트 ID(출력 ClientId)를 --client-id로 주세요.`,
  );

if (import.meta.main) await runCommand(command);
