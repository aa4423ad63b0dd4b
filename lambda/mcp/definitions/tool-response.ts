import type {
  ClientCapabilities,
  ContentBlock,
  InputRequest,
  LoggingLevel,
} from '@modelcontextprotocol/server';

/** An answer that holds more than data: pictures, sound, documents. It is never cached. */
export class ToolResponse<Data = Readonly<Record<string, unknown>>> {
  /** Left out by tools without an output schema. */
  readonly data: Data | undefined;
  readonly blocks: readonly ContentBlock[];
  constructor(blocks: readonly ContentBlock[], data?: Data) {
    this.blocks = blocks;
    this.data = data;
  }
}

/** Returned by a tool or prompt to ask the client something first; it then runs again with the answers. */
export class InputRequired {
  readonly requests: Readonly<Record<string, InputRequest>>;
  /** Comes back with the answers. The client can read it, but not change it. */
  readonly state: unknown;
  constructor(requests: InputRequired['requests'], state?: unknown) {
    this.requests = requests;
    this.state = state;
  }
}

/** The name of the request, and of its only field, that asks a person whether to go on. */
export const confirmationName = 'confirm';

/**
 * Asks a person for confirmation with a form of one checkbox: some hosts cannot send a form without a field. The field
 * is optional, as hosts that only have buttons answer without it.
 */
export function confirmationRequest(message: string, title: string): InputRequired {
  const field = { type: 'boolean' as const, title, default: true };
  const requestedSchema = { type: 'object' as const, properties: { [confirmationName]: field } };
  return new InputRequired({
    [confirmationName]: { method: 'elicitation/create', params: { mode: 'form', message, requestedSchema } },
  });
}

/** The client's support for questions, and its answers. */
export interface ClientInput {
  /** Whether a person can be shown a form. */
  readonly canElicit: boolean;
  readonly capabilities: ClientCapabilities;
  /** The person's answer to `confirmationRequest`, for exactly these arguments; nothing else may permit a write. */
  readonly confirmation?: Confirmation;
  /** The answers by the names of their requests, as the client sent them: not signed, and not checked. */
  readonly responses: Readonly<Record<string, unknown>>;
  /** The state of the InputRequired, after its signature was verified. */
  readonly state?: unknown;
}

export interface Confirmation {
  readonly action: 'accept' | 'decline' | 'cancel';
  /** Unique per confirmation, so that it can be used only once. */
  readonly id: string;
}

/** Progress and log messages of a running tool; sent only when the client requested them. */
export interface ToolProgress {
  progress(done: number, total?: number, message?: string): Promise<void>;
  log(level: LoggingLevel, data: unknown): Promise<void>;
  /** Aborted when the client has left. */
  readonly signal: AbortSignal;
}
