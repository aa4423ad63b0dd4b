/** The table as DynamoDB wants it. The stack deploys it and the local server creates it from this one definition. */
export const tableDefinition = {
  partitionKey: 'pk',
  sortKey: 'sk',
  /** Epoch seconds. DynamoDB deletes hours late, so a reader of such an item compares the time as well. */
  timeToLive: 'expires_at',
  index: { name: 'gsi1', partitionKey: 'gsi1pk', sortKey: 'gsi1sk' },
} as const;

export interface Key {
  readonly pk: string;
  readonly sk: string;
}

/** Every key shape of the table. */
export const keys = {
  dataVersion: (): Key => ({ pk: 'DATA', sk: 'VERSION' }),
  /** Progress of loading the sample data at the first start. */
  sampleData: (): Key => ({ pk: 'DATA', sk: 'SAMPLE' }),
  /** The words of the company; searches of both kinds of data read them. */
  synonyms: (): Key => ({ pk: 'DATA', sk: 'SYNONYMS' }),
  /** Parts of the whole inventory as imports pack it, all in one partition. */
  inventorySnapshot: (slice: number): Key => ({ pk: 'INVENTORY_SNAPSHOT', sk: serial(slice) }),
  item: (itemId: string): Key => ({ pk: 'INVENTORY', sk: itemId }),
  /** The current version of a policy; all of them lie in one partition, so that one query reads them. */
  policy: (docId: string): Key => ({ pk: 'POLICIES', sk: docId }),
  policyVersion: (docId: string, version: number): Key => ({
    pk: `POLICY#${docId}`,
    sk: `V#${serial(version)}`,
  }),
  /** Lists the packed slices of policies; the slices are numbered from 1. */
  policyManifest: (): Key => ({ pk: 'POLICY_SNAPSHOT', sk: serial(0) }),
  policySlice: (slice: number): Key => ({ pk: 'POLICY_SNAPSHOT', sk: serial(slice) }),
  ticketCounter: (): Key => ({ pk: 'COUNTER', sk: 'TICKET' }),
  ticket: (ticketId: string): Key => ({ pk: `TICKET#${ticketId}`, sk: 'TICKET' }),
  /** Where one reader's list shows a ticket. A list is one partition, so that one consistent query reads it. */
  ticketListing: (reader: ListPartition, number: number): Key => ({
    pk: `LIST#${reader}`,
    sk: serial(number),
  }),
  ticketHistory: (ticketId: string, version: number): Key => ({
    pk: `TICKET#${ticketId}`,
    sk: `HISTORY#${serial(version)}`,
  }),
  ticketAudit: (ticketId: string, version: number): Key => ({
    pk: `TICKET#${ticketId}`,
    sk: `AUDIT#${serial(version)}`,
  }),
  /** The row that was last imported under this id, beside the ticket, so that one query reads both. */
  ticketImport: (ticketId: string): Key => ({ pk: `TICKET#${ticketId}`, sk: 'TICKET#IMPORT' }),
  /** A share of the numbers of tickets by status; all of them lie in one partition, so that one query sums them up. */
  ticketCounts: (shard: number): Key => ({ pk: 'TICKET_COUNTS', sk: serial(shard) }),
  idempotency: (callerId: string, key: string): Key => ({ pk: `IDEMPOTENCY#${callerId}`, sk: key }),
  confirmation: (id: string): Key => ({ pk: 'CONFIRMATION', sk: id }),
  limit: (callerId: string): Key => ({ pk: `LIMIT#${callerId}`, sk: 'LIMIT' }),
  /** Pseudonyms and keys of the people in the locked audit trail; an erasure deletes a person's. */
  personKey: (callerId: string): Key => ({ pk: 'PERSON_KEYS', sk: callerId }),
  /** A mounted server and its tools lie in one partition, to which the deployed function may not write. */
  mountedServer: (server: string): Key => ({ pk: 'SERVERS', sk: server }),
  mountedTool: (server: string, upstreamName: string): Key => ({
    pk: 'SERVERS',
    sk: `${server}#${upstreamName}`,
  }),
  /** The state of its circuit breaker, which the function writes. */
  serverState: (server: string): Key => ({ pk: `SERVER#${server}`, sk: 'STATE' }),
} as const;

/** Every key shape of the index. */
export const indexKeys = {
  /** One reader's tickets in one status, ordered by number like the list itself. */
  ticketListing: (reader: ListPartition, status: string, number: number) => ({
    gsi1pk: `LIST#${status}#${reader}`,
    gsi1sk: serial(number),
  }),
} as const;

/** The list of all tickets, or of one person's. Last in its key, so that no name can imitate another partition. */
export type ListPartition = 'ALL' | `USER#${string}`;

/** A number that sorts as text in the order of its value. */
function serial(value: number): string {
  return String(value).padStart(12, '0');
}
