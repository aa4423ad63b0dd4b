import { McpServer } from '@modelcontextprotocol/server';
import * as z from 'zod';
import { serveMcp } from '../serve-mcp.ts';

/** Example of a server that a company already runs: budgets and contracts. */
const budgets = [
  { department: 'IT', year: 2026, budget: 480_000_000, spent: 431_500_000, currency: 'KRW' },
  { department: 'HR', year: 2026, budget: 120_000_000, spent: 74_200_000, currency: 'KRW' },
  { department: 'Sales', year: 2026, budget: 310_000_000, spent: 322_900_000, currency: 'KRW' },
];

const contracts = [
  {
    contract_id: 'C-1007',
    supplier: 'Hangang Networks',
    covers: 'VPN and office lines',
    support_hours: '24/7',
    ends: '2027-06-30',
  },
  {
    contract_id: 'C-1012',
    supplier: 'Bukhan Print',
    covers: 'printers',
    support_hours: '09:00-18:00',
    ends: '2026-12-31',
  },
];

function answer<Data extends Record<string, unknown>>(data: Data) {
  return { structuredContent: data, content: [{ type: 'text' as const, text: JSON.stringify(data) }] };
}

function newServer(): McpServer {
  const server = new McpServer(
    { name: 'finance-budget', version: '1.0.0' },
    { capabilities: { tools: { listChanged: false } } },
  );
  server.registerTool(
    'budget_status',
    {
      title: 'Budget of a department',
      description: 'Tells what a department may spend this year, and what is spent.',
      inputSchema: z.object({ department: z.enum(['IT', 'HR', 'Sales']) }),
      annotations: { readOnlyHint: true },
    },
    async ({ department }) => answer(budgets.find((budget) => budget.department === department) ?? {}),
  );
  server.registerTool(
    'find_contract',
    {
      title: 'Find a contract',
      description: 'Finds the contract that covers a system: supplier, hours of support, end.',
      inputSchema: z.object({ query: z.string().describe('Such as VPN') }),
      annotations: { readOnlyHint: true },
    },
    async ({ query }) => {
      const words = query.toLowerCase().split(/\s+/);
      const found = contracts.filter(({ covers }) =>
        words.some((word) => word && covers.toLowerCase().includes(word)),
      );
      return answer({ query, contracts: found });
    },
  );
  return server;
}

await serveMcp(newServer);
