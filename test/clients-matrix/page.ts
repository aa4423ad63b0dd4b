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
    'client|version|protocol|tools|tool error|401|429|create_ticket',
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
  `Results of ten MCP clients against \`npm start\`, version ${serverVersion}, on ${date}. \`npm run test:clients\` repeats the test and writes this page.`,
  `MCP 클라이언트 열 가지를 ${date}에 \`npm start\`(버전 ${serverVersion})에 연결한 결과입니다. \`npm run test:clients\`로 다시 시험하면 이 페이지를 새로 씁니다.`,
)}

${textTable(head, cells)}

## ${say('Read the columns', '열 읽는 법')}

${say(
  `- **protocol**: the protocol revision that the client negotiated.
- **tools**: the client lists the tools and calls \`lookup_inventory\`.
- **tool error**: the client reads a ticket that does not exist; the column shows how \`NOT_FOUND\` reaches the calling program.
- **401**: the client connects with an invalid token. Clients that support OAuth start the sign-in.
- **429**: the client exceeds the caller's limit. No client retries by itself; every message contains the seconds to wait.
- **create_ticket**: called without \`confirm\`. Clients that support elicitation ask the person; the others get a preview.`,
  `- **프로토콜**: 클라이언트가 협상한 프로토콜 개정판입니다.
- **도구**: 도구 목록을 받고 \`lookup_inventory\`를 호출합니다.
- **도구 오류**: 없는 티켓을 조회했을 때 \`NOT_FOUND\`가 호출한 프로그램에 전달되는 방식입니다.
- **401**: 유효하지 않은 토큰으로 연결합니다. OAuth를 지원하는 클라이언트는 로그인을 시작합니다.
- **429**: 호출자의 한도를 넘깁니다. 자동으로 다시 시도하는 클라이언트는 없으며, 메시지에는 모두 기다릴 초가 들어 있습니다.
- **create_ticket**: \`confirm\` 없이 호출합니다. elicitation을 지원하는 클라이언트는 사용자에게 묻고, 나머지는 미리보기를 받습니다.`,
)}

## Claude Code

${healthOf(claude, say)}

## ${say('Messages', '메시지')}

${say('The error messages that the calling program gets, cut to 160 characters.', '호출한 프로그램이 받는 오류 메시지입니다. 160자까지만 표시합니다.')}

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
    `Output of \`claude mcp list\` (${version}, protocol ${revision}) for an entry with a valid token, with an invalid token, and without a token.`,
    `\`claude mcp list\`(${version}, 프로토콜 ${revision})의 출력입니다. 차례로 유효한 토큰, 유효하지 않은 토큰, 토큰이 없는 항목입니다.`,
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
