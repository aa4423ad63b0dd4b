import type { Scope } from '../auth/scopes.ts';
import { type DynamoDB, queryAll } from '../dynamodb/client.ts';
import type { Item } from '../dynamodb/command-inputs.ts';
import { keys } from '../dynamodb/table-schema.ts';
import type { ToolDefinition } from './tool-definition.ts';

/** How one mounted server is reached, and what its tools may cost. */
export interface ServerRecord {
  /** The prefix of its tools' names. */
  readonly server: string;
  readonly url: string;
  readonly enabled: boolean;
  readonly handshake: Handshake;
  readonly auth: ServerAuth;
  readonly scope: Scope;
  /** Calls per minute, caller and tool. */
  readonly per_minute: number;
  readonly timeout_ms: number;
  readonly max_bytes: number;
  /** Whether its address may be private, and plain http. */
  readonly allow_private: boolean;
  /** Advice for the model while the server cannot be reached. */
  readonly fallback?: string;
}

/** The result of the last handshake. A server with sessions gets a new one for each call. */
export interface Handshake {
  readonly revision: string;
  readonly sessions: boolean;
}

/** Secrets are named here, never written. */
export type ServerAuth =
  | { readonly mode: 'none' }
  | { readonly mode: 'static'; readonly header: string; readonly secret: string }
  | ({ readonly mode: 'client_credentials' } & TokenRequest)
  | ({ readonly mode: 'token_exchange' } & TokenRequest);

export interface TokenRequest {
  readonly token_url: string;
  readonly client_id: string;
  readonly secret: string;
  readonly scope?: string;
  readonly audience?: string;
}

export interface ToolRecord {
  readonly server: string;
  /** As the server calls it. */
  readonly upstream_name: string;
  /** As our callers see it. */
  readonly name: string;
  readonly state: ToolState;
  /** The definition that callers see, or would see after approval, word for word. */
  readonly definition: ToolDefinition;
  readonly hash: string;
  /** The current definition of the server, if it differs. */
  readonly seen?: ToolDefinition;
  readonly approved_by?: string;
  readonly approved_at?: string;
  /** Our own judgement; what the server claims of its tool is not trusted. */
  readonly read_only: boolean;
  readonly per_minute?: number;
  /** The server runs it as a task only, so that no call could wait for it. */
  readonly task_only?: boolean;
  /** Arguments with which incident_report calls it; {issue} and {affected_system} are filled in. */
  readonly incident_arguments?: Readonly<Record<string, string>>;
}

/** Only an approved tool can be called. `changed` and `gone`: it was approved, and the server now says otherwise. */
type ToolState = 'pending' | 'approved' | 'changed' | 'gone';

export interface MountedRecords {
  readonly servers: readonly ServerRecord[];
  readonly tools: readonly ToolRecord[];
}

export async function readMountedRecords(db: DynamoDB): Promise<MountedRecords> {
  const items = (await queryAll(db, { pk: keys.mountedServer('').pk })).map(withoutKey);
  const isTool = (item: object) => 'upstream_name' in item;
  return {
    servers: items.filter((item) => !isTool(item)) as unknown as ServerRecord[],
    tools: items.filter(isTool) as unknown as ToolRecord[],
  };
}

function withoutKey({ pk, sk, ...record }: Item): Item {
  return record;
}

/** The number that every change to servers and tools moves on, in the same transaction. */
export async function readMountedVersion(db: DynamoDB): Promise<number> {
  const item = await db.get(keys.dataVersion());
  return Number(item?.servers ?? 0);
}
