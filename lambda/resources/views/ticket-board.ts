import { viewPage } from './view-page.ts';

/**
 * Shows the tickets of list_tickets in columns by status, or the figures of ticket_report. A card opens the ticket's
 * text and history.
 */
export const ticketBoardPage = viewPage(
  'Ticket board',
  `
const states = { open: ['Open', '접수'], in_progress: ['In progress', '진행 중'], resolved: ['Resolved', '해결'], closed: ['Closed', '종료'] };
const levels = { critical: ['critical', '긴급'], high: ['high', '높음'], medium: ['medium', '보통'], low: ['low', '낮음'] };
const detail = element('section', { className: 'detail', hidden: true, tabIndex: -1 });
const overview = element('button', { onclick: () => attempt(callTool('ticket_report', {}).then(show)) });
const board = element('button', { onclick: () => attempt(callTool('list_tickets', { limit: 100 }).then(show)) });
function show(result) {
  overview.textContent = say('Overdue and figures', '기한 초과와 현황');
  board.textContent = say('Tickets by state', '상태별 티켓');
  detail.hidden = true;
  main.replaceChildren(...(result.per_day ? reportOf(result) : boardOf(result)), detail);
}
function boardOf({ tickets = [] }) {
  const columns = Object.entries(states).map(([state, names]) => {
    const inState = tickets.filter(({ status }) => status === state);
    return element('section', {}, element('h2', { text: say(...names) + ' (' + inState.length + ')' }), ...inState.map(card));
  });
  return [element('p', {}, overview), element('div', { className: 'columns' }, ...columns)];
}
function reportOf({ by_status, overdue, by_priority, by_assignee, overdue_tickets, per_day, complete }) {
  const facts = Object.entries(states).map(([state, names]) => say(...names) + ' ' + by_status[state]);
  const late = overdue_tickets.map((ticket) => card({ ...ticket, due: ticket.due_at.slice(0, 16).replace('T', ' ') + ' UTC' }));
  return [
    element('p', {}, board),
    element('p', { text: facts.join(' · ') }),
    ...(complete ? [] : [element('p', { className: 'problem', text: say('There are more tickets than were counted.', '세지 못한 티켓이 더 있습니다.') })]),
    element('div', { className: 'columns' },
      element('section', {}, element('h2', { text: say('Overdue', '기한 초과') + ' (' + overdue + ')' }), ...late),
      element('section', {},
        loads(say('By priority', '우선순위별'), by_priority.map((row) => ({ ...row, label: say(...levels[row.name]) + ' (' + row.due_hours + say(' h', '시간') + ')' }))),
        loads(say('By assignee', '담당자별'), by_assignee.map((row) => ({ ...row, label: row.name ?? say('unassigned', '담당자 없음') })))),
      element('section', {}, element('h2', { text: say('Filed and closed per day', '일별 등록과 종료') }), days(per_day))),
  ];
}
function loads(heading, rows) {
  const most = Math.max(1, ...rows.map(({ unfinished }) => unfinished));
  const bars = rows.map(({ label, unfinished, overdue }) => {
    const bar = element('i', { ariaHidden: 'true' });
    bar.style.width = Math.round((unfinished / most) * 100) + '%';
    const late = overdue ? ' ' + say('(' + overdue + ' overdue)', '(' + overdue + '건 초과)') : '';
    return element('div', { className: overdue ? 'bar low' : 'bar', role: 'listitem' }, element('span', { text: label + late }), bar, element('b', { text: String(unfinished) }));
  });
  return element('section', {}, element('h2', { text: heading }), element('div', { role: 'list' }, ...bars));
}
function days(rows) {
  const line = (tag, values) => element('tr', {}, ...values.map((value) => element(tag, { text: String(value) })));
  const heading = [say('day', '날짜'), say('filed', '등록'), say('resolved', '해결'), say('closed', '종료')];
  return element('table', {}, element('thead', {}, line('th', heading)),
    element('tbody', {}, ...rows.toReversed().map(({ date, created, resolved, closed }) => line('td', [date.slice(5), created, resolved, closed]))));
}
function card({ ticket_id, title, priority, assigned_to, due }) {
  const about = [ticket_id, priority, assigned_to, due].filter(Boolean).join(' · ');
  return element('button', { className: 'card', onclick: () => open(ticket_id) }, title, element('small', { text: about }));
}
async function open(ticket_id) {
  await attempt(callTool('get_ticket', { ticket_id }).then(({ ticket, history }) => {
    const moves = history.map(({ at, by, to, note }) => at.slice(0, 10) + ' ' + by + ' → ' + to + (note ? ': ' + note : ''));
    tell([ticket.ticket_id + ' ' + ticket.title, ticket.body, moves.join('\\n')].join('\\n\\n'));
  }));
}
async function attempt(work) {
  try { await work; } catch ({ message }) { tell(message); }
}
function tell(text) {
  detail.textContent = text;
  detail.hidden = false;
  detail.focus();
}
`,
);
