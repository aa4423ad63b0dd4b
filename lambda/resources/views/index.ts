import type { Resource } from '../../mcp/definitions/define-resource.ts';
import { stockChartPage } from './stock-chart.ts';
import { ticketBoardPage } from './ticket-board.ts';
import { ticketFormPage } from './ticket-form.ts';

/** Pages that hosts with MCP Apps show beside a tool's answer; the tool names its page as `view`. */
export const views: readonly Resource[] = [
  view('ui://ops-assistant/ticket-board', 'ticket-board', 'Ticket board', ticketBoardPage),
  view('ui://ops-assistant/ticket-form', 'ticket-form', 'Ticket form', ticketFormPage),
  view('ui://ops-assistant/stock-chart', 'stock-chart', 'Stock chart', stockChartPage),
];

function view(uri: string, name: string, title: string, page: string): Resource {
  const description = 'A page for hosts that show MCP Apps; it holds no data.';
  return {
    uri,
    name,
    title,
    description,
    mimeType: 'text/html;profile=mcp-app',
    scope: 'read',
    read: async () => page,
  };
}
