/** One policy search over the sample data, and the document a person would want to see first. */
export interface PolicySearch {
  readonly query: string;
  readonly first: string;
  readonly why: string;
}

/** One stock search over the sample data. `total` is exact; `includes` may be a part of what is found. */
export interface InventorySearch {
  readonly query: string;
  readonly category?: string;
  readonly first?: string;
  readonly includes?: readonly string[];
  readonly total?: number;
  readonly none?: true;
  readonly why: string;
}

/** Written from the texts alone, before there was an engine. A Korean query wants the Korean document, an English one the English. */
export const policySearches: readonly PolicySearch[] = [
  { query: 'VPN이 안 돼요', first: 'vpn', why: 'a complaint; 안 says nothing of the subject' },
  { query: 'VPN이 안돼요', first: 'vpn', why: 'the same without the space' },
  // Remote work
  { query: '재택근무', first: 'remote-work', why: 'the title' },
  { query: '재택 근무', first: 'remote-work', why: 'the same word with a space' },
  { query: '재택근무'.normalize('NFD'), first: 'remote-work', why: 'typed on a Mac: decomposed Hangul' },
  {
    query: '재택근무는 며칠까지 되나요?',
    first: 'remote-work',
    why: '1: days a week; a particle and a question',
  },
  { query: '재택근무 신청', first: 'remote-work', why: '2: how to request it' },
  { query: '재택근무%', first: 'remote-work', why: 'a stray percent sign is no wildcard' },
  { query: '원격근무 신청 방법', first: 'remote-work', why: 'a tag; the VPN is no kind of work' },
  { query: '해외에서 근무할 수 있나요?', first: 'remote-work', why: '6: working abroad' },
  { query: '해외근무 승인', first: 'remote-work', why: '6, written as a compound' },
  {
    query: '통신비를 받을 수 있나요',
    first: 'remote-work',
    why: '5 grants it; expenses only says not to claim it',
  },
  { query: 'remote work', first: 'remote-work-en', why: 'the title' },
  { query: 'REMOTE WORK REQUEST', first: 'remote-work-en', why: '2, in capitals' },
  { query: 'working from home', first: 'remote-work-en', why: 'a tag, in another form' },
  {
    query: 'Can I work from abroad?',
    first: 'remote-work-en',
    why: '6: it is about working, not connecting',
  },
  {
    query: 'internet allowance',
    first: 'remote-work-en',
    why: '5 grants it; expenses only says not to claim it',
  },

  // VPN
  { query: 'VPN은 필수인가요?', first: 'vpn', why: '1: when it is mandatory; a particle on a Latin word' },
  { query: 'ＶＰＮ 접속 방법', first: 'vpn', why: '2: how to connect; full-width letters' },
  { query: 'VPN 접속이 안 돼요', first: 'vpn', why: '6: what to do when it fails' },
  { query: '[vpn] 장애', first: 'vpn', why: '6: outages; brackets and lower case' },
  { query: 'VPN 설치'.normalize('NFD'), first: 'vpn', why: '2: installing; decomposed Hangul' },
  { query: '사내망 접속', first: 'vpn', why: 'a tag' },
  { query: '협력사 VPN 계정', first: 'vpn', why: '3: accounts for partner companies' },
  { query: '해외에서 VPN 접속이 차단돼요', first: 'vpn', why: '5: blocked abroad by default' },
  { query: 'Do I need the VPN at the office?', first: 'vpn-en', why: '1: not needed in the offices' },
  { query: 'VPN connection problems', first: 'vpn-en', why: '6, and a tag' },
  {
    query: 'ＶＰＮ ｍａｉｎｔｅｎａｎｃｅ',
    first: 'vpn-en',
    why: '6: regular maintenance; full-width letters',
  },
  { query: 'contractor vpn account', first: 'vpn-en', why: '3: accounts for partner companies' },

  // Security
  { query: '비밀번호 규칙', first: 'security', why: '1: passwords' },
  { query: '비밀번호 규칙'.normalize('NFD'), first: 'security', why: 'decomposed Hangul' },
  {
    query: '비밀번호는 몇 자 이상이어야 하나요?',
    first: 'security',
    why: '1 is the rule; onboarding only repeats the length',
  },
  { query: '비밀번호를 잊어버렸어요', first: 'security', why: '1: a forgotten password' },
  { query: '2단계 인증', first: 'security', why: '2, and a tag' },
  { query: '2단계인증을', first: 'security', why: 'the same as a compound with a particle' },
  { query: '노트북을 잃어버렸어요', first: 'security', why: '4: lost devices' },
  { query: '분실신고', first: 'security', why: '4, and a tag, as a compound' },
  { query: '휴대폰 도난', first: 'security', why: '4: stolen devices' },
  {
    query: '개인 휴대폰으로 회사 메일을 봐도 되나요?',
    first: 'security',
    why: '5: what a personal phone may do',
  },
  { query: '개인기기', first: 'security', why: '5, and a tag, as a compound' },
  { query: '수상한 메일', first: 'security', why: '6: phishing' },
  { query: 'USB 저장장치', first: 'security', why: '3: the only mention' },
  { query: 'password rules', first: 'security-en', why: '1: passwords' },
  { query: 'I forgot my password', first: 'security-en', why: '1: a forgotten password' },
  { query: 'two-factor authentication', first: 'security-en', why: '2, by its other name' },
  { query: 'What happens if I lose my laptop?', first: 'security-en', why: '4: lost devices' },
  { query: 'stolen phone', first: 'security-en', why: '4: stolen devices' },
  { query: 'Phishing', first: 'security-en', why: '6, and a tag' },
  { query: 'company mail on a personal phone', first: 'security-en', why: '5: what a personal phone may do' },

  // Expenses
  { query: '영수증', first: 'expenses', why: '1, and a tag' },
  { query: '영수증을 잃어버렸어요', first: 'expenses', why: '1: a lost receipt, not a lost device' },
  { query: '법인카드 한도', first: 'expenses', why: '3: limits' },
  { query: '법인 카드', first: 'expenses', why: 'a space inside the word' },
  { query: '"법인카드"', first: 'expenses', why: 'quotes around the word' },
  { query: '법인카드를 잃어버리면', first: 'expenses', why: '3: a lost card; security lists no cards' },
  { query: '출장 숙박비', first: 'expenses', why: '5; remote work only says that it pays none' },
  { query: '야근 식대', first: 'expenses', why: '4: meals' },
  { query: '택시비는 얼마까지 지원되나요?', first: 'expenses', why: '4: the only mention' },
  { query: '회식비', first: 'expenses', why: '4: the only mention' },
  { query: 'corporate card limit', first: 'expenses-en', why: '3: limits' },
  { query: '"corporate card"', first: 'expenses-en', why: 'quotes around the words' },
  { query: 'How much can I spend on a hotel?', first: 'expenses-en', why: '5: hotel limits' },
  { query: 'missing receipt', first: 'expenses-en', why: '1: a missing receipt' },
  { query: 'team dinner', first: 'expenses-en', why: '4: the only mention' },
  { query: 'taxi home after overtime', first: 'expenses-en', why: '4: transport' },

  // Onboarding
  { query: '신규 입사자 첫날 장비', first: 'onboarding', why: '2: equipment' },
  { query: '신규입사자', first: 'onboarding', why: 'the title as a compound' },
  { query: '신규 입사자 27" 모니터', first: 'onboarding', why: '2: the monitor; an inch sign' },
  { query: '휴가를', first: 'onboarding', why: '6: leave; a particle' },
  {
    query: '휴가는 언제까지 신청해야 하나요?',
    first: 'onboarding',
    why: '6: how far ahead to request leave',
  },
  { query: '연차휴가', first: 'onboarding', why: '6: annual leave as a compound' },
  { query: '수습 기간', first: 'onboarding', why: '5: probation' },
  { query: '병가 진단서', first: 'onboarding', why: '6: the only mention' },
  { query: '노트북 교체', first: 'onboarding', why: '2: replaced every 4 years' },
  { query: 'first day equipment', first: 'onboarding-en', why: '2, and a tag without its hyphen' },
  { query: 'How long is probation?', first: 'onboarding-en', why: '5: probation' },
  { query: 'sick leave', first: 'onboarding-en', why: '6: the only mention' },
  { query: 'new hire laptop', first: 'onboarding-en', why: '2: the laptop of a new hire' },
  { query: 'docking station', first: 'onboarding-en', why: '2: the only mention' },
];

/** Queries that no policy answers: an empty result, not a far-fetched one. */
export const policySearchesForNothing: readonly string[] = ['쀍뷁', 'zxqvwk', '_', '"', '[]', 'constructor'];

/** A word may match anywhere in name, category or location, in either language; every word that says something has to. */
export const inventorySearches: readonly InventorySearch[] = [
  // Korean words for every category
  { query: '노트북', total: 5, includes: ['INV-001', 'INV-004'], why: 'laptop' },
  { query: '모니터', total: 4, includes: ['INV-006', 'INV-008'], why: 'monitor' },
  { query: '키보드', total: 3, includes: ['INV-010', 'INV-011', 'INV-012'], why: 'keyboard' },
  { query: '마우스', total: 3, includes: ['INV-013', 'INV-014', 'INV-015'], why: 'mouse' },
  { query: '태블릿', total: 3, includes: ['INV-016', 'INV-017', 'INV-018'], why: 'tablet' },
  { query: '휴대폰', total: 3, includes: ['INV-019', 'INV-020', 'INV-021'], why: 'phone' },
  {
    query: '핸드폰',
    total: 3,
    includes: ['INV-019', 'INV-020', 'INV-021'],
    why: 'phone, as most people say',
  },
  { query: '헤드셋', total: 2, includes: ['INV-022', 'INV-023'], why: 'headset' },
  { query: '웹캠', total: 2, includes: ['INV-024', 'INV-025'], why: 'webcam' },
  { query: '도킹스테이션', total: 2, includes: ['INV-026', 'INV-027'], why: 'dock' },
  { query: '도킹 스테이션', total: 2, includes: ['INV-026', 'INV-027'], why: 'dock, with a space' },
  { query: '프린터', total: 2, includes: ['INV-028', 'INV-029'], why: 'printer, which neither name says' },
  { query: '공유기', includes: ['INV-030', 'INV-031'], why: 'the two routers' },
  { query: '네트워크', total: 3, includes: ['INV-030', 'INV-031', 'INV-032'], why: 'network' },
  { query: '케이블', total: 3, includes: ['INV-033', 'INV-034', 'INV-035'], why: 'cable' },
  { query: '충전기', total: 1, first: 'INV-035', why: 'a charger, kept among the cables' },

  // Korean words for brands and products
  { query: '맥북', total: 2, includes: ['INV-001', 'INV-002'], why: 'MacBook' },
  { query: '맥북 프로', total: 1, first: 'INV-001', why: 'both words match' },
  { query: '맥북프로', total: 1, first: 'INV-001', why: 'the same as a compound' },
  { query: '아이패드', total: 2, includes: ['INV-016', 'INV-017'], why: 'iPad' },
  {
    query: '애플',
    total: 7,
    includes: ['INV-001', 'INV-010', 'INV-015', 'INV-017', 'INV-021'],
    why: 'Apple',
  },
  {
    query: '갤럭시',
    total: 4,
    includes: ['INV-005', 'INV-018', 'INV-019', 'INV-020'],
    why: 'laptop, tablet and phones',
  },
  {
    query: '갤럭시 탭',
    total: 1,
    first: 'INV-018',
    why: 'every tablet has "tab" in it, but not every one is a Galaxy',
  },
  { query: '씽크패드', total: 1, first: 'INV-003', why: 'ThinkPad' },
  {
    query: '로지텍',
    total: 6,
    includes: ['INV-012', 'INV-013', 'INV-014', 'INV-023', 'INV-024', 'INV-025'],
    why: 'Logitech, in four categories',
  },
  { query: '델 모니터', total: 1, first: 'INV-006', why: 'brand and category, as two one-word translations' },
  { query: '아이피타임', total: 1, first: 'INV-030', why: 'ipTIME' },

  // Several words, particles, compounds, places
  { query: '로지텍 마우스', total: 2, includes: ['INV-013', 'INV-014'], why: 'brand and category' },
  { query: '무선 마우스', total: 2, includes: ['INV-013', 'INV-015'], why: 'wireless, so not the B100' },
  { query: '무선마우스', total: 2, includes: ['INV-013', 'INV-015'], why: 'the same as a compound' },
  { query: '유선 헤드셋', total: 1, first: 'INV-023', why: 'wired' },
  { query: '노트북이', total: 5, includes: ['INV-001'], why: 'a particle' },
  { query: '모니터를', total: 4, includes: ['INV-006'], why: 'a particle' },
  {
    query: '노트북 재고',
    total: 5,
    includes: ['INV-003'],
    why: '"stock" says nothing here: everything is stock',
  },
  { query: '부산 노트북', total: 1, first: 'INV-004', why: 'place and category' },
  {
    query: '판교에 있는 태블릿',
    total: 1,
    first: 'INV-018',
    why: 'place with a particle, and a word that says nothing',
  },
  { query: '센텀시티 마우스', total: 1, first: 'INV-014', why: 'Korean that is in the location itself' },
  { query: '회의실', total: 2, includes: ['INV-016', 'INV-025'], why: 'a place' },
  { query: 'laptop monitor', none: true, why: 'no one thing is both' },
  { query: '부산 태블릿 갤럭시', none: true, why: 'the Galaxy tablet is in Pangyo' },

  // Unicode form, width, case, spacing
  { query: '노트북'.normalize('NFD'), total: 5, includes: ['INV-001'], why: 'decomposed Hangul' },
  { query: 'ＭａｃＢｏｏｋ', total: 2, includes: ['INV-001', 'INV-002'], why: 'full-width letters' },
  { query: 'MACBOOK', total: 2, includes: ['INV-001', 'INV-002'], why: 'capitals' },
  { query: '  mac   book ', total: 2, includes: ['INV-001', 'INV-002'], why: 'spaces inside and around' },
  { query: 'macbookpro', total: 1, first: 'INV-001', why: 'no space' },
  { query: 'iptime', total: 1, first: 'INV-030', why: 'lower case' },
  { query: 'galaxy s25', total: 1, first: 'INV-019', why: 'a model' },
  { query: 'mx master 3s', total: 1, first: 'INV-013', why: 'a model of three words' },
  { query: 'wifi router', total: 2, includes: ['INV-030', 'INV-031'], why: 'people leave the hyphen out' },

  // Signs that are only signs
  { query: '27"', total: 3, includes: ['INV-006', 'INV-008', 'INV-009'], why: 'inches' },
  { query: '27" 4K', total: 2, includes: ['INV-006', 'INV-008'], why: 'inches and resolution' },
  {
    query: 'Dell UltraSharp 27" 4K, U2725QE',
    total: 1,
    first: 'INV-006',
    why: 'the whole name, comma and all',
  },
  { query: '75%', total: 1, first: 'INV-011', why: 'a percent sign in a name' },
  { query: '%', total: 1, first: 'INV-011', why: 'a percent sign is no wildcard' },
  { query: '%mac%', none: true, why: 'nor is it here' },
  { query: 'i_ad', none: true, why: 'an underscore is no wildcard' },
  { query: '_', none: true, why: 'no name has one' },
  { query: '(1080p)', total: 1, first: 'INV-024', why: 'brackets' },
  { query: '"MacBook Pro"', total: 1, first: 'INV-001', why: 'quotes around the words' },
  { query: 'R&D', total: 10, includes: ['INV-002', 'INV-007'], why: 'all that is in the Pangyo R&D Center' },

  // Category filter
  { query: '갤럭시', category: 'phone', total: 2, includes: ['INV-019', 'INV-020'], why: 'phones only' },
  { query: 'apple', category: 'tablet', total: 2, includes: ['INV-016', 'INV-017'], why: 'tablets only' },
  { query: 'wireless', category: 'keyboard', total: 3, includes: ['INV-010'], why: 'keyboards only' },
  { query: '맥북', category: 'monitor', none: true, why: 'no MacBook is a monitor' },

  // Nothing
  { query: 'asdfqwer', none: true, why: 'no such word' },
  { query: '쀍뷁', none: true, why: 'no such word' },
  { query: 'constructor', none: true, why: 'a word that every JavaScript object answers to' },
];
