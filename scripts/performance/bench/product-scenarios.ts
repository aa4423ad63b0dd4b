import { randomUUID } from 'node:crypto';
import { handshakes, inBothProtocols, type Scenario } from '../harness/scenarios.ts';

/** Names of the scenarios; the budgets refer to them. */
export const scenarioNames = {
  list: 'tools/list',
  call: 'tools/call',
  cachedRead: 'tools/call, cached read',
  read: 'tools/call, read from the table',
  write: 'tools/call, write',
} as const;

/** A client's handshake, its lists, and a call of each kind, in both protocol eras. */
export function productScenarios(bearer: string): Scenario[] {
  return [...handshakes(bearer), ...lists(bearer), ...calls(bearer)];
}

export function lists(bearer?: string): Scenario[] {
  return inBothProtocols(scenarioNames.list, 'tools/list', () => ({}), bearer);
}

export function calls(bearer: string): Scenario[] {
  const tool = (name: string, args: object) => ({ name, arguments: args });
  return [
    ...inBothProtocols(
      scenarioNames.cachedRead,
      'tools/call',
      () => tool('lookup_inventory', { query: '노트북' }),
      bearer,
    ),
    ...inBothProtocols(
      scenarioNames.read,
      'tools/call',
      () => tool('get_ticket', { ticket_id: 'TKT-001' }),
      bearer,
    ),
    ...inBothProtocols(scenarioNames.write, 'tools/call', () => tool('create_ticket', newTicket()), bearer),
  ];
}

function newTicket() {
  return {
    title: `Docking station ${randomUUID()}`,
    body: 'The second screen stays dark since this morning; another cable did not help.',
    priority: 'high',
    confirm: true,
  };
}
