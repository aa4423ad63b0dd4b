import { McpServer } from '@modelcontextprotocol/server';
import * as z from 'zod';
import { serveMcp } from '../serve-mcp.ts';

/** Example of a server that a company already runs: leave and on-call duty. */
const people = [
  { name: 'Kim Minji', days_left: 11, away: ['2026-12-24', '2026-12-31'] },
  { name: 'Lee Junho', days_left: 3, away: [] },
  { name: 'Park Seoyeon', days_left: 7, away: ['2026-12-24'] },
];

const onCall = [
  { system: 'VPN', person: 'Lee Junho', phone_extension: '2041' },
  { system: 'e-mail', person: 'Park Seoyeon', phone_extension: '2077' },
  { system: 'building access', person: 'Kim Minji', phone_extension: '2013' },
];

function answer<Data extends Record<string, unknown>>(data: Data) {
  return { structuredContent: data, content: [{ type: 'text' as const, text: JSON.stringify(data) }] };
}

function newServer(): McpServer {
  const server = new McpServer(
    { name: 'hr-leave', version: '1.0.0' },
    { capabilities: { tools: { listChanged: false } } },
  );
  server.registerTool(
    'leave_balance',
    {
      title: 'Days of leave left',
      description: 'Tells how many days of leave a person has left this year.',
      inputSchema: z.object({ name: z.string().describe('Full name, such as Kim Minji') }),
      annotations: { readOnlyHint: true },
    },
    async ({ name }) => {
      const person = people.find((known) => known.name.toLowerCase() === name.trim().toLowerCase());
      if (person) return answer({ name: person.name, days_left: person.days_left });
      const text = `There is no person called ${name}. Known: ${people.map((known) => known.name).join(', ')}.`;
      return { isError: true, content: [{ type: 'text', text }] };
    },
  );
  server.registerTool(
    'who_is_away',
    {
      title: 'Who is away',
      description: 'Lists who is on leave on a day.',
      inputSchema: z.object({ date: z.iso.date().describe('Such as 2026-12-24') }),
      annotations: { readOnlyHint: true },
    },
    async ({ date }) =>
      answer({ date, away: people.filter(({ away }) => away.includes(date)).map(({ name }) => name) }),
  );
  server.registerTool(
    'on_call',
    {
      title: 'Who is on call',
      description: 'Tells who is on call for a system, and how to reach them.',
      inputSchema: z.object({ system: z.string().describe('Such as VPN') }),
      annotations: { readOnlyHint: true },
    },
    async ({ system }) =>
      answer({
        system,
        on_call: onCall.filter((duty) => system.toLowerCase().includes(duty.system.toLowerCase())),
      }),
  );
  return server;
}

await serveMcp(newServer);
