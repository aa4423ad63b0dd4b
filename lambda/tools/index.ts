import type { Tool } from '../mcp/definitions/define-tool.ts';
import { createTicket } from './create-ticket.ts';
import { getPolicy } from './get-policy.ts';
import { getTicket } from './get-ticket.ts';
import { importData } from './import-data.ts';
import { incidentReport } from './incident-report.ts';
import { listTickets } from './list-tickets.ts';
import { lookupInventory } from './lookup-inventory.ts';
import { searchPolicy } from './search-policy.ts';
import { ticketReport } from './ticket-report.ts';
import { updateTicketStatus } from './update-ticket-status.ts';
import { usageReport } from './usage-report.ts';

/** Every tool, in the order clients see it. */
export const tools: readonly Tool[] = [
  lookupInventory,
  searchPolicy,
  getPolicy,
  createTicket,
  getTicket,
  listTickets,
  updateTicketStatus,
  importData,
  incidentReport,
  usageReport,
  ticketReport,
];
