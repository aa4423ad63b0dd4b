import type { Language, Text } from '../text/language.ts';
import { messages } from '../text/messages.ts';
import type { TicketDraft } from './idempotency.ts';

const lineEnd = /\r\n|[\n\r\v\f\u0085\u2028\u2029]/;

/**
 * The text that a person confirms before a ticket is created: all fields, and who can read it. Facts come first, and
 * every line of the draft's text is quoted, so that no text can imitate a fact.
 */
export function confirmationText(draft: TicketDraft, language: Language): string {
  const assignee = draft.assigned_to === null ? undefined : quoted(draft.assigned_to);
  const text = messages.ticketQuestion;
  return [
    text.title[language],
    '',
    text.priority(draft.priority)[language],
    text.readers(readers(draft))[language],
    text.assignee(assignee)[language],
    text.ticketTitle[language],
    `> ${oneLine(draft.title)}`,
    text.ticketText[language],
    ...draft.body.split(lineEnd).map((line) => `> ${line}`),
  ].join('\n');
}

/** The readers besides administrators, who may read all tickets. */
export function readers({ assigned_to }: Pick<TicketDraft, 'assigned_to'>): Text {
  return messages.readers(assigned_to === null ? null : quoted(assigned_to));
}

/** In quotes: a name such as "nobody else" must not read as a fact. */
function quoted(name: string): string {
  return `"${oneLine(name).replaceAll('"', "'")}"`;
}

function oneLine(text: string): string {
  return text.split(lineEnd).join(' ').replace(/\s+/g, ' ');
}
