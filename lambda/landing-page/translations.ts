export type Language = 'en' | 'ko';

export interface Translations {
  tagline: string;
  url: string;
  signIn: string;
  connect: string;
  inClaude: string;
  inChatGpt: string;
  inFile: string;
  open: string;
  can: string;
  readsOnly: string;
  writes: string;
  more: string;
  health: string;
  metadata: string;
  protocol: string;
}

/** Every sentence of the front page that does not come from the tools themselves. */
export const translations: Readonly<Record<Language, Translations>> = {
  en: {
    tagline:
      'Ask your assistant about stock, policies and tickets: it answers from the company’s own data, and files tickets for you. This is the MCP server behind that.',
    url: 'Its address',
    signIn:
      'The first time, your assistant takes you through a sign-in. It sees what you may see, and no more.',
    connect: 'Connect your assistant',
    inClaude: 'Settings → Connectors → Add custom connector, with this URL:',
    inChatGpt:
      'Settings → Apps & Connectors → Advanced settings → Developer mode, then Create, with this URL:',
    inFile: 'In the file of servers, such as .kiro/settings/mcp.json:',
    open: 'Add it to Cursor',
    can: 'What it can do',
    readsOnly: 'reads only',
    writes: 'writes',
    more: 'More',
    health: 'Is it well?',
    metadata: 'Who signs people in (RFC 9728)',
    protocol: 'The Model Context Protocol',
  },
  ko: {
    tagline:
      '재고와 사내 규정, 티켓을 어시스턴트에게 물어보세요. 회사 데이터로 답하고 티켓도 대신 등록합니다. 여기는 그 뒤에서 일하는 MCP 서버입니다.',
    url: '주소',
    signIn: '처음 연결할 때 어시스턴트가 로그인 화면을 띄웁니다. 본인에게 허용된 것만 볼 수 있습니다.',
    connect: '어시스턴트 연결하기',
    inClaude: '설정 → 커넥터 → 커스텀 커넥터 추가에서 이 URL을 넣으세요.',
    inChatGpt: '설정 → 앱 및 커넥터 → 고급 설정 → 개발자 모드에서 만들기를 누르고 이 URL을 넣으세요.',
    inFile: '.kiro/settings/mcp.json 같은 서버 목록 파일에 넣으세요.',
    open: 'Cursor에 추가하기',
    can: '할 수 있는 일',
    readsOnly: '읽기 전용',
    writes: '쓰기',
    more: '더 보기',
    health: '상태 확인',
    metadata: '로그인을 맡는 서버 (RFC 9728)',
    protocol: 'Model Context Protocol 소개',
  },
};
