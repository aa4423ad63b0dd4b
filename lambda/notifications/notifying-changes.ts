import { type Key, keys } from '../dynamodb/table-schema.ts';

/** Exact values or prefixes, in EventBridge's notation, which also filters the stream. */
type Pattern = readonly (string | { readonly prefix: string })[];

/** A change to the table that can make a notification. A field without a pattern matches everything. */
export interface NotifyingChange {
  readonly event: 'INSERT' | 'MODIFY';
  readonly pk?: Pattern;
  readonly sk?: Pattern;
  /** Values of the item after the change. */
  readonly fields?: Readonly<Record<string, readonly string[]>>;
  /** Set when only an import makes this change: a stream record does not contain its cause. */
  readonly importOnly?: boolean;
}

/** An import writes audit records with another action, so a thousand new tickets make no notifications. */
export const notifyingChanges: readonly NotifyingChange[] = [
  {
    event: 'INSERT',
    sk: [{ prefix: prefixOf(keys.ticketAudit('', 0).sk) }],
    fields: { action: ['create_ticket', 'update_ticket_status'] },
  },
  {
    event: 'MODIFY',
    pk: [{ prefix: keys.ticket('').pk }],
    sk: [keys.ticket('').sk],
    importOnly: true,
  },
  { event: 'MODIFY', pk: [keys.item('').pk, keys.policy('').pk] },
  { event: 'MODIFY', pk: [keys.mountedServer('').pk], fields: { state: ['changed', 'gone'] } },
];

/** The change that a write makes if the item is new, or replaces another, as `event` requires. */
export function notifyingChangeOf(
  item: Key & Readonly<Record<string, unknown>>,
): NotifyingChange | undefined {
  return notifyingChanges.find(
    ({ pk, sk, fields = {} }) =>
      matches(pk, item.pk) &&
      matches(sk, item.sk) &&
      Object.entries(fields).every(([name, values]) => matches(values, item[name])),
  );
}

function matches(pattern: Pattern | undefined, value: unknown): boolean {
  if (pattern === undefined) return true;
  return pattern.some((choice) =>
    typeof choice === 'string' ? value === choice : String(value).startsWith(choice.prefix),
  );
}

/** `AUDIT#000000000001` → `AUDIT#` */
function prefixOf(key: string): string {
  return key.slice(0, key.indexOf('#') + 1);
}
