import {
  claudeCodeCommand,
  codexCommand,
  cursorLink,
  gooseCommand,
  inspectorCommand,
  serversFile,
  vsCodeCommand,
  windsurfFile,
} from '../../lambda/landing-page/client-setup.ts';
import { defineCommand, runCommand, say, UsageError } from '../cli.ts';
import { type AddressOptions, mcpUrlOf, withAddress } from './server-address.ts';

/** What to paste or open, per host. Hosts in the cloud cannot reach a laptop. */
const hosts: Readonly<Record<string, (url: string) => string>> = {
  'claude-code': (url) => claudeCodeCommand(url),
  codex: codexCommand,
  'vs-code': vsCodeCommand,
  cursor: cursorLink,
  kiro: serversFile,
  windsurf: windsurfFile,
  goose: gooseCommand,
  inspector: (url) => inspectorCommand(url),
  claude: (url) =>
    hosted(url, 'Settings → Connectors → Add custom connector', '설정 → 커넥터 → 커스텀 커넥터 추가'),
  chatgpt: (url) => hosted(url, 'Settings → Apps → Create', '설정 → 앱 → 만들기'),
};

export const command = withAddress(
  defineCommand(
    'connect',
    say('Prints what to paste or open to connect a host.', '호스트를 연결할 때 붙여 넣을 내용을 출력합니다.'),
    [
      'npx ops-assistant connect claude-code',
      'npx ops-assistant connect claude --url https://ops.example.com/mcp',
    ],
  ),
)
  .argument('[host]', Object.keys(hosts).join(', '))
  .action(printConnection);

function printConnection(host: string | undefined, options: AddressOptions): void {
  const url = mcpUrlOf(options);
  if (host === undefined) {
    for (const [name, setUp] of Object.entries(hosts)) {
      if (!isHosted(name) || url.startsWith('https:'))
        process.stdout.write(`${name.padEnd(12)} ${setUp(url)}\n`);
    }
    return;
  }
  const setUp = Object.hasOwn(hosts, host) ? hosts[host] : undefined;
  if (!setUp) throw new UsageError(`There is no host "${host}"; known are ${Object.keys(hosts).join(', ')}.`);
  process.stdout.write(`${setUp(url)}\n`);
}

const isHosted = (name: string) => name === 'claude' || name === 'chatgpt';

function hosted(url: string, path: string, korean: string): string {
  if (!url.startsWith('https:')) {
    throw new UsageError(
      say(
        'This host runs in the cloud and cannot reach this computer: give --url with the https address of a deployed server.',
        '이 호스트는 클라우드에서 실행되어 이 컴퓨터에 닿을 수 없습니다. --url에 배포된 서버의 https 주소를 주세요.',
      ),
    );
  }
  return `${say(path, korean)}: ${url}`;
}

if (import.meta.main) await runCommand(command);
