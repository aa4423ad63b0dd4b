import { viewPage } from './view-page.ts';

/** The tickets of list_tickets in columns by their state; a card opens its text and history. */
export const ticketBoardPage = viewPage(
  'Ticket board',
  `
const states = { open: ['Open', '접수'], in_progress: ['In progress', '진행 중'], resolved: ['Resolved', '해결'], closed: ['Closed', '종료'] };
const detail = element('section', { className: 'detail', hidden: true, tabIndex: -1 });
function show({ tickets = [] }) {
  const columns = Object.entries(states).map(([state, names]) => {
    const inState = tickets.filter(({ status }) => status === state);
    return element('section', {}, element('h2', { text: say(...names) + ' (' + inState.length + ')' }), ...inState.map(card));
  });
  main.replaceChildren(element('div', { className: 'columns' }, ...columns), detail);
}
function card({ ticket_id, title, priority, assigned_to }) {
  const about = [ticket_id, priority, assigned_to].filter(Boolean).join(' · ');
  return element('button', { className: 'card', onclick: () => open(ticket_id) }, title, element('small', { text: about }));
}
async function open(ticket_id) {
  try {
    const { ticket, history } = await callTool('get_ticket', { ticket_id });
    const moves = history.map(({ at, by, to, note }) => at.slice(0, 10) + ' ' + by + ' → ' + to + (note ? ': ' + note : ''));
    detail.textContent = [ticket.ticket_id + ' ' + ticket.title, ticket.body, moves.join('\\n')].join('\\n\\n');
  } catch ({ message }) { detail.textContent = message; }
  detail.hidden = false;
  detail.focus();
}
`,
);
