import { textTable } from '../../scripts/docs/markdown-table.ts';
import {
  type Bilingual,
  callOf,
  elicitationOf,
  limitedOf,
  type Results,
  toolErrorOf,
  unauthorizedOf,
} from './outcomes.ts';

export interface Row {
  readonly title: string;
  readonly version: string;
  /** The revisions in which the server was spoken to. */
  readonly revisions: readonly string[];
  readonly results: Results;
}

/** What Claude Code's own health check says, where the program is there. */
export interface Health {
  readonly version: string;
  readonly revision: string;
  readonly lines: readonly string[];
}

interface Run {
  readonly date: string;
  readonly serverVersion: string;
  readonly rows: readonly Row[];
  readonly claude: Health | undefined;
}

/** docs/clients.md, or with `language` 1 docs/ko/clients.md. */
export function pageOf({ date, serverVersion, rows, claude }: Run, language: 0 | 1): string {
  const say = (...text: Bilingual) => text[language];
  const columns = [callOf, toolErrorOf, unauthorizedOf, limitedOf, elicitationOf];
  const head = say(
    'client|version|speaks|tools|tool error|401|429|create_ticket',
    '클라이언트|버전|프로토콜|도구|도구 오류|401|429|create_ticket',
  ).split('|');
  const cells = rows.map(({ title, version, revisions, results }) => [
    title,
    version,
    revisions.join(', '),
    ...columns.map((column) => column(results)[language]),
  ]);
  return `# ${say('Clients', '클라이언트')}

${say(
  `Run on ${date} against \`npm start\`, version ${serverVersion}. \`npm run test:clients\` runs it again and writes this page.`,
  `${date}에 \`npm start\`(버전 ${serverVersion})로 실행했습니다. \`npm run test:clients\`가 다시 실행하고 이 페이지를 씁니다.`,
)}

${textTable(head, cells)}

## ${say('Read the columns', '열 읽는 법')}

${say(
  `- **speaks**: the revision that the client chose by itself.
- **tools**: listed, then \`lookup_inventory\` called.
- **tool error**: a ticket that does not exist; how \`NOT_FOUND\` reaches the program that calls.
- **401**: with a token that is no good. A client that can sign in starts to.
- **429**: over the caller's limit. No client waits by itself; all of them show the seconds.
- **create_ticket**: without \`confirm\`. Clients with elicitation ask the person; the others get a preview to show.`,
  `- **프로토콜**: 클라이언트가 스스로 고른 버전입니다.
- **도구**: 목록을 받고 \`lookup_inventory\`를 호출했습니다.
- **도구 오류**: 없는 티켓입니다. \`NOT_FOUND\`가 호출한 프로그램에 어떻게 전해지는지 봅니다.
- **401**: 쓸 수 없는 토큰으로 연결했습니다. 로그인할 수 있는 클라이언트는 로그인을 시작합니다.
- **429**: 호출자의 한도를 넘겼습니다. 스스로 기다리는 클라이언트는 없고, 모두 남은 초를 보여 줍니다.
- **create_ticket**: \`confirm\` 없이 호출했습니다. 물을 수 있는 클라이언트는 사람에게 묻고, 나머지는 미리보기를 받습니다.`,
)}

## Claude Code

${healthOf(claude, say)}

## ${say('Messages', '메시지')}

${say('What the program that calls reads, as it is.', '호출한 프로그램이 읽는 그대로입니다.')}

${textTable(
  [say('client', '클라이언트'), '401', '429'],
  rows.map(({ title, results }) => [
    title,
    quoted(results.unauthorized.thrown?.message),
    quoted(results.limited.thrown?.message ?? results.limited.value?.text),
  ]),
)}
`;
}

function healthOf(claude: Health | undefined, say: (...text: Bilingual) => string): string {
  if (!claude)
    return say('Not run: `claude` is not on the PATH.', '실행하지 않음: PATH에 `claude`가 없습니다.');
  const { version, revision, lines } = claude;
  const what = say(
    `\`claude mcp list\` of ${version}, which speaks ${revision}: with a token, with one that is no good, and without any.`,
    `${version}의 \`claude mcp list\`(${revision} 사용): 토큰이 있을 때, 쓸 수 없는 토큰일 때, 토큰이 없을 때.`,
  );
  return `${what}\n\n\`\`\`\n${lines.join('\n')}\n\`\`\``;
}

function quoted(message = ''): string {
  const line = message
    .split('\n')[0]!
    .replace(/http:\/\/127\.0\.0\.1:\d+/g, 'URL')
    .replace(/[|`]/g, ' ');
  return `\`${line.length > 160 ? `${line.slice(0, 160)}…` : line}\``;
}
