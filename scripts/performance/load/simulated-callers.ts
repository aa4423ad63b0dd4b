import { randomUUID } from 'node:crypto';
import type { Answered, Message } from './post.ts';

/** A simulated employee, with typical requests at a typical rate. */
export interface SimulatedCaller {
  readonly token: string;
  readonly modern: boolean;
  next(): Request;
}

interface Request {
  readonly kind: string;
  readonly message: Message;
  /** Lets the caller use data from the answer in later requests. */
  onAnswer?(answered: Answered): void;
}

/** Shares of the requests, in percent. */
const shares: readonly (readonly [kind: string, share: number])[] = [
  ['handshake', 6],
  ['tools/list', 8],
  ['lookup_inventory', 34],
  ['search_policy', 20],
  ['get_policy', 10],
  ['list_tickets', 10],
  ['get_ticket', 6],
  ['create_ticket', 6],
];

const hundred = shares.flatMap(([kind, share]) => Array.from({ length: share }, () => kind));

const stockQueries = [
  '노트북',
  'macbook',
  'monitor 27',
  '재고 키보드',
  'dock',
  'headset',
  'usb-c cable',
  '판교',
];
const policyQueries = [
  'VPN 접속',
  'remote work abroad',
  '법인카드 한도',
  'password rules',
  '연차',
  'expenses taxi',
];
const policies = ['vpn', 'remote-work', 'expenses', 'security', 'onboarding-en'];

/** Callers with odd or even numbers alternate between the 2025 and the 2026 protocol. */
export function createSimulatedCaller(number: number, token: string): SimulatedCaller {
  const modern = number % 2 === 0;
  let ticketId: string | undefined;

  return { token, modern, next: () => requestOf(pick(hundred)) };

  function requestOf(kind: string): Request {
    switch (kind) {
      case 'handshake':
        return { kind, message: modern ? discover : initialize };
      case 'tools/list':
        return { kind, message: { method: 'tools/list', params: {} } };
      case 'lookup_inventory':
        return { kind, message: call(kind, { query: pick(stockQueries) }) };
      case 'search_policy':
        return { kind, message: call(kind, { query: pick(policyQueries) }) };
      case 'get_policy':
        return { kind, message: call(kind, { doc_id: pick(policies) }) };
      case 'list_tickets':
        return { kind, message: call(kind, {}) };
      case 'get_ticket':
        return { kind, message: call(kind, { ticket_id: ticketId ?? 'TKT-001' }) };
      default:
        return { kind, message: call('create_ticket', newTicket()), onAnswer: remember };
    }
  }

  function remember({ structuredContent }: Answered): void {
    const { ticket_id } = (structuredContent?.ticket ?? {}) as { ticket_id?: string };
    ticketId = ticket_id ?? ticketId;
  }
}

const discover = { method: 'server/discover', params: {} };
const initialize = {
  method: 'initialize',
  params: {
    protocolVersion: '2025-11-25',
    capabilities: {},
    clientInfo: { name: 'load', version: '1.0.0' },
  },
};

export function call(name: string, args: object): Message {
  return { method: 'tools/call', params: { name, arguments: args } };
}

function newTicket() {
  return {
    title: `Docking station ${randomUUID()}`,
    body: 'The second screen stays dark since this morning; another cable did not help.',
    confirm: true,
  };
}

function pick<Value>(values: readonly Value[]): Value {
  return values[Math.floor(Math.random() * values.length)]!;
}
