import type { Notification } from './notification.ts';

type Type = Notification['type'];
type Detail = Notification['detail'];

/** Types of which one import can make many, with the beginning of the sentence and a name for each change. */
const bulk: Partial<Record<Type, readonly [start: string, name: (detail: Detail) => string]>> = {
  'Policy changed': ['policies have changed', ({ doc_id }) => `${doc_id}`],
  'Stock low': ['items are low in stock', ({ item_id, quantity }) => `${item_id} (${quantity} left)`],
  'Ticket assigned': [
    'tickets were assigned',
    ({ ticket_id, assigned_to }) => `${ticket_id} to ${assigned_to}`,
  ],
};

/** A chat message names the first ones; `detail` lists more. */
const maxNamed = 10;
const maxListed = 100;

/** Merges the notifications of an import into one per type. */
export function mergeNotifications(notifications: readonly Notification[]): Notification[] {
  return [...Map.groupBy(notifications, ({ type }) => type)].flatMap(([type, ofType]) => {
    const merged = bulk[type];
    return merged && ofType.length > 1 ? [{ type, detail: mergedDetail(ofType, ...merged) }] : ofType;
  });
}

function mergedDetail(
  ofType: readonly Notification[],
  start: string,
  name: (detail: Detail) => string,
): Detail {
  const details = ofType
    .map(({ detail }) => detail)
    .sort((a, b) => name(a).localeCompare(name(b), 'en', { numeric: true }));
  const names = details.slice(0, maxNamed).map(name);
  const more = ofType.length > maxNamed ? ` and ${ofType.length - maxNamed} more` : '';
  const changes = details.slice(0, maxListed).map(({ text, ...change }) => change);
  return {
    count: ofType.length,
    changes,
    text: `${ofType.length} ${start} by an import: ${names.join(', ')}${more}.`,
  };
}
