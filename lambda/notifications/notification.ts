import { type InventoryItem, isLowOnStock } from '../inventory/item.ts';

export const notificationTypes = [
  'Ticket created',
  'Ticket moved',
  'Ticket assigned',
  'Stock low',
  'Policy changed',
  'Mounted tool changed',
] as const;

/** Sent to chat rooms and mailboxes: of a ticket's text it contains at most the title, redacted. */
export interface Notification {
  readonly type: (typeof notificationTypes)[number];
  readonly detail: Readonly<Record<string, unknown>> & {
    /** For people: one sentence, the title if it is included, and the URI for details. */
    readonly text: string;
  };
}

export interface NotificationOptions {
  readonly lowStockBelow: number;
  /** Whether the titles of tickets are included. Then every reader must be allowed to see every ticket. */
  readonly includeTitles: boolean;
}

type Item = Readonly<Record<string, unknown>>;

/** The notification for one change to the table, if it needs one. `before` is undefined for a new item. */
export function notificationOf(
  before: Item | undefined,
  after: Item,
  { lowStockBelow, includeTitles }: NotificationOptions,
): Notification | undefined {
  if ('action' in after) return ticketNotification(after, includeTitles);
  if ('ticket_id' in after) return assignmentNotification(before, after);
  if ('doc_id' in after) return policyNotification(before, after);
  if ('upstream_name' in after) return toolNotification(before, after);
  return stockNotification(before, after, lowStockBelow);
}

/** Made from the audit record of the write, because a repeated request writes none and must not notify again. */
function ticketNotification(record: Item, includeTitle: boolean): Notification {
  const { ticket_id, version, from, to, subject, time, title, priority, assigned_to } = record;
  const resource_uri = `ticket://${ticket_id}`;
  const named = includeTitle ? { title } : {};
  const detail = {
    ticket_id,
    version,
    from,
    to,
    by: subject,
    time,
    priority,
    assigned_to,
    resource_uri,
    ...named,
  };
  const assigned = typeof assigned_to === 'string' ? ` and assigned to ${assigned_to}` : '';
  const event = from === null ? `was created${assigned}` : `went from ${from} to ${to}`;
  const parts = [`${ticket_id} (${priority}) ${event}.`, ...(includeTitle ? [title] : []), resource_uri];
  const type = from === null ? 'Ticket created' : 'Ticket moved';
  return { type, detail: { ...detail, text: plainText(parts.join(' ')) } };
}

/** For an import that assigns a ticket to another person. */
function assignmentNotification(before: Item | undefined, after: Item): Notification | undefined {
  const { ticket_id, version, priority, assigned_to } = after;
  if (!before || typeof assigned_to !== 'string' || before.assigned_to === assigned_to) return undefined;
  const resource_uri = `ticket://${ticket_id}`;
  const text = plainText(`${ticket_id} (${priority}) was assigned to ${assigned_to}. ${resource_uri}`);
  return {
    type: 'Ticket assigned',
    detail: { ticket_id, version, priority, assigned_to, resource_uri, text },
  };
}

/** Sent once, when the quantity falls below the limit, not on each later change. */
function stockNotification(
  before: Item | undefined,
  after: Item,
  lowStockBelow: number,
): Notification | undefined {
  const item = after as unknown as InventoryItem;
  const { item_id, name, quantity, location } = item;
  if (!before || Number(before.quantity) < lowStockBelow || !isLowOnStock(item, lowStockBelow))
    return undefined;
  const text = plainText(`${name} (${item_id}) is low in stock: ${quantity} left at ${location}.`);
  const resource_uri = `inventory://${item_id}`;
  return { type: 'Stock low', detail: { item_id, name, quantity, location, resource_uri, text } };
}

/** Only for a policy that existed before: an import can add many new ones. */
function policyNotification(before: Item | undefined, after: Item): Notification | undefined {
  const { doc_id, title, version } = after;
  if (!before || before.version === version) return undefined;
  const text = plainText(`The policy ${title} (${doc_id}) has changed: it is now version ${version}.`);
  return { type: 'Policy changed', detail: { doc_id, version, resource_uri: `policy://${doc_id}`, text } };
}

/** When a mounted tool is no longer available. Uses our own words, because the other server's texts are not trusted. */
function toolNotification(before: Item | undefined, after: Item): Notification | undefined {
  const { server, name, state } = after;
  if (before?.state === state || (state !== 'changed' && state !== 'gone')) return undefined;
  const reason = state === 'gone' ? 'no longer has it' : 'describes it differently than was approved';
  const text = `${name} is out: its server ${reason}.`;
  return { type: 'Mounted tool changed', detail: { server, name, state, text } };
}

/** EventBridge inserts the text between quotes without escaping, so a `"` in it would break the JSON. */
function plainText(text: string): string {
  return text.replaceAll('"', '”').replaceAll('\\', '/');
}
