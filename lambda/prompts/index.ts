import type { Prompt } from '../mcp/definitions/define-prompt.ts';
import { incidentReport } from './incident-report.ts';
import { policyAnswer } from './policy-answer.ts';
import { summarizePolicy } from './summarize-policy.ts';
import { ticketSummary } from './ticket-summary.ts';
import { triageTicket } from './triage-ticket.ts';

/** Every prompt, in the order clients see it. */
export const prompts: readonly Prompt[] = [
  incidentReport,
  policyAnswer,
  ticketSummary,
  triageTicket,
  summarizePolicy,
];
