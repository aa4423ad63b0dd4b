import type { Resource } from '../../mcp/definitions/define-resource.ts';

/**
 * Pages that hosts with MCP Apps show beside a tool's result; the tool refers to its page as `view`. Each is loaded
 * when it is first read, to keep the cold start short.
 */
export const views: readonly Resource[] = [
  view(
    'ui://ops-assistant/ticket-board',
    'ticket-board',
    'Ticket board',
    async () => (await import('./ticket-board.ts')).ticketBoardPage,
  ),
  view(
    'ui://ops-assistant/ticket-form',
    'ticket-form',
    'Ticket form',
    async () => (await import('./ticket-form.ts')).ticketFormPage,
  ),
  view(
    'ui://ops-assistant/stock-chart',
    'stock-chart',
    'Stock chart',
    async () => (await import('./stock-chart.ts')).stockChartPage,
  ),
];

function view(uri: string, name: string, title: string, load: () => Promise<string>): Resource {
  const description = 'A page for hosts that show MCP Apps; it holds no data.';
  return {
    uri,
    name,
    title,
    description,
    mimeType: 'text/html;profile=mcp-app',
    scope: 'read',
    read: load,
  };
}
