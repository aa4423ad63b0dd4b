import { viewPage } from './view-page.ts';

/** Shows the preview of create_ticket as a form, to be corrected and submitted. */
export const ticketFormPage = viewPage(
  'Ticket form',
  `
const priorities = ['low', 'medium', 'high', 'critical'];
function show({ status, message, ticket }) {
  if (status !== 'preview') return done(message);
  const title = element('input', { value: ticket.title, required: true, minLength: 5, maxLength: 200 });
  const body = element('textarea', { value: ticket.body, rows: 5, required: true, minLength: 10, maxLength: 2000 });
  const priority = element('select', {}, ...priorities.map((value) => element('option', { text: value, value, selected: value === ticket.priority })));
  const assignee = element('input', { value: ticket.assigned_to ?? '', maxLength: 100 });
  const problem = element('p', { className: 'problem', role: 'alert' });
  const file = element('button', { className: 'main', text: say('File this ticket', '이대로 접수') });
  const form = element('form', {},
    field(say('What is wrong or wanted', '무엇이 문제인가요'), title), field(say('What happened', '자세한 내용'), body),
    field(say('Priority', '우선순위'), priority), field(say('Who should take it (can read it)', '담당자 (이 티켓을 읽을 수 있음)'), assignee), file, problem);
  form.onsubmit = async (event) => {
    event.preventDefault();
    file.disabled = true;
    const args = { title: title.value, body: body.value, priority: priority.value, assigned_to: assignee.value, confirm: true };
    try { done((await callTool('create_ticket', args)).message); }
    catch (error) { problem.textContent = error.message; file.disabled = false; }
  };
  main.replaceChildren(form);
}
function field(label, input) { return element('label', {}, element('span', { text: label }), input); }
function done(message) { main.replaceChildren(element('p', { text: message, role: 'status' })); }
`,
);
