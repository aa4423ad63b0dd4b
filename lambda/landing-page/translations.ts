export type Language = 'en' | 'ko';

const english = {
  tagline:
    'Ask your assistant about stock, policies and tickets. It answers from the company’s own data and files tickets for you. This is the MCP server that it connects to.',
  url: 'Server URL',
  signIn:
    'Your assistant opens a sign-in page when it connects for the first time. It can see only the data that you may see.',
  ask: 'Questions to try',
  connect: 'Connect your assistant',
  inClaude: 'Settings → Connectors → Add custom connector, with this URL:',
  inClaudeDesktop:
    'Add this to claude_desktop_config.json. It connects to the server on this computer over stdio:',
  inChatGpt: 'Settings → Apps & Connectors → Advanced settings → Developer mode, then Create, with this URL:',
  inFile: 'In',
  withClientId: 'The sign-in asks for a client id: *',
  addTo: 'Add to *',
  tools: 'Tools',
  resources: 'Resources',
  prompts: 'Prompts',
  readsOnly: 'read-only',
  writes: 'writes',
  administrators: 'administrators only',
  template: 'template',
  arguments: 'Arguments',
  required: 'required',
  noArguments: 'no arguments',
  example: 'Example',
  types: { string: 'text', integer: 'whole number', boolean: 'true or false' } as Record<string, string>,
  more: 'More',
  health: 'Health',
  metadata: 'Sign-in metadata (RFC 9728)',
  markdown: 'This page as Markdown',
  protocol: 'Model Context Protocol',
};

const korean: typeof english = {
  tagline:
    '재고와 사내 규정, 티켓을 어시스턴트에게 물어보세요. 회사 데이터로 답하고 티켓도 대신 등록합니다. 이 페이지는 어시스턴트가 연결하는 MCP 서버의 안내입니다.',
  url: '서버 주소',
  signIn: '처음 연결할 때 어시스턴트가 로그인 화면을 엽니다. 본인에게 허용된 것만 볼 수 있습니다.',
  ask: '이렇게 물어보세요',
  connect: '어시스턴트 연결하기',
  inClaude: '설정 → 커넥터 → 커스텀 커넥터 추가에서 이 URL을 넣으세요.',
  inClaudeDesktop: 'claude_desktop_config.json에 넣으세요. (이 컴퓨터의 서버를 stdio로 연결)',
  inChatGpt: '설정 → 앱 및 커넥터 → 고급 설정 → 개발자 모드에서 만들기를 누르고 이 URL을 넣으세요.',
  inFile: '설정 파일:',
  withClientId: '로그인에 필요한 클라이언트 ID: *',
  addTo: '*에 추가',
  tools: '도구',
  resources: '리소스',
  prompts: '프롬프트',
  readsOnly: '읽기 전용',
  writes: '쓰기',
  administrators: '관리자 전용',
  template: '템플릿',
  arguments: '인자',
  required: '필수',
  noArguments: '인자 없음',
  example: '예',
  types: { string: '문자열', integer: '정수', boolean: 'true 또는 false' },
  more: '더 보기',
  health: '상태',
  metadata: '로그인 메타데이터 (RFC 9728)',
  markdown: '이 페이지의 Markdown 문서',
  protocol: 'Model Context Protocol 소개',
};

export type Translations = typeof english;

/** Texts of the landing page as HTML and Markdown; titles and summaries of the features are in catalog-texts.ts. */
export const translations: Readonly<Record<Language, Translations>> = { en: english, ko: korean };
