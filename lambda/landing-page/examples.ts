/** A question that makes a model use the feature, and values for its form, each in English and Korean. */
export interface Example {
  readonly question?: readonly [english: string, korean: string];
  readonly arguments: Values | readonly [english: Values, korean: Values];
}

export type Values = Readonly<Record<string, string | number>>;

/** By tool name, `prompt:` and prompt name, or URI of a template. All of them work with the sample data. */
export const examples: Readonly<Record<string, Example>> = {
  lookup_inventory: {
    question: ['How many laptops are left?', '노트북 재고가 몇 대 남았어?'],
    arguments: [{ query: 'laptop' }, { query: '노트북' }],
  },
  search_policy: {
    question: ['How many days a week can I work from home?', '재택근무는 일주일에 며칠까지 돼?'],
    arguments: [
      { query: 'How many days a week can I work from home?' },
      { query: '재택근무는 일주일에 며칠까지 돼?' },
    ],
  },
  get_policy: {
    question: ['Show me the whole expense policy.', '경비 규정 전문을 보여 줘.'],
    arguments: [{ doc_id: 'expenses-en' }, { doc_id: 'expenses' }],
  },
  create_ticket: {
    question: [
      'File a ticket: the printer on the third floor is jammed.',
      '3층 프린터 용지 걸림으로 티켓을 등록해 줘.',
    ],
    arguments: [
      { title: 'Printer jam on the third floor', body: 'The rear tray has jammed since this morning.' },
      { title: '3층 프린터 용지 걸림', body: '오늘 아침부터 뒤쪽 용지함에 종이가 계속 걸립니다.' },
    ],
  },
  get_ticket: {
    question: ['What happened to TKT-001?', 'TKT-001은 어떻게 됐어?'],
    arguments: { ticket_id: 'TKT-001' },
  },
  list_tickets: {
    question: ['Which of my tickets are open?', '내 티켓 중 아직 열린 것은?'],
    arguments: { status: 'open' },
  },
  update_ticket_status: {
    question: ['Start work on TKT-003.', 'TKT-003을 진행 중으로 바꿔 줘.'],
    arguments: { ticket_id: 'TKT-003', status: 'in_progress' },
  },
  import_data: {
    question: ['Import this stock list.', '이 재고표를 가져와 줘.'],
    arguments: {
      kind: 'inventory',
      name: 'stock.csv',
      text: '자산번호,품명,분류,수량,위치,상태\nLAP-900,LG 그램 16,노트북,3,판교 2층,사용 가능\n',
    },
  },
  incident_report: {
    question: ['The VPN is down: what do we know?', 'VPN이 안 돼. 관련 정보를 모아 줘.'],
    arguments: [
      { issue: 'No connection since 9:00', affected_system: 'VPN' },
      { issue: '9시부터 접속이 안 됩니다', affected_system: 'VPN' },
    ],
  },
  usage_report: {
    question: ['Which tool was used most today?', '오늘 가장 많이 쓴 도구는?'],
    arguments: { hours: 24 },
  },
  ticket_report: {
    question: ['Which tickets are overdue?', '기한이 지난 티켓은?'],
    arguments: { days: 14 },
  },
  'policy://{doc_id}': { arguments: { uri: 'policy://remote-work' } },
  'policy://{doc_id}/v/{version}': { arguments: { uri: 'policy://remote-work/v/1' } },
  'inventory://category/{category}/items': { arguments: { uri: 'inventory://category/laptop/items' } },
  'inventory://{item_id}': { arguments: { uri: 'inventory://INV-001' } },
  'ticket://{ticket_id}': { arguments: { uri: 'ticket://TKT-001' } },
  'ops://trace/{trace_id}': { arguments: { uri: 'ops://trace/4bf92f3577b34da6a3ce929d0e0e4736' } },
  'prompt:incident_report': {
    arguments: [
      { issue: 'No connection since 9:00', affected_system: 'VPN' },
      { issue: '9시부터 접속이 안 됩니다', affected_system: 'VPN' },
    ],
  },
  'prompt:policy_answer': {
    arguments: [
      { question: 'How many days a week can I work from home?', doc_id: 'remote-work-en' },
      { question: '재택근무는 일주일에 며칠까지 돼?', doc_id: 'remote-work' },
    ],
  },
  'prompt:ticket_summary': { arguments: { ticket_type: 'incident' } },
  'prompt:triage_ticket': { arguments: { ticket_id: 'TKT-001' } },
  'prompt:summarize_policy': { arguments: [{ doc_id: 'remote-work-en' }, { doc_id: 'remote-work' }] },
};
