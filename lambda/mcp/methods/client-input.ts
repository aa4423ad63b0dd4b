import { createHash, randomUUID } from 'node:crypto';
import {
  CLIENT_CAPABILITIES_META_KEY,
  type ClientCapabilities,
  createRequestStateCodec,
  inputRequired,
  inputResponse,
  ProtocolError,
  ProtocolErrorCode,
  type ServerContext,
} from '@modelcontextprotocol/server';
import type { Caller } from '../../auth/caller.ts';
import { currentLanguage, suspect } from '../../observability/request-context.ts';
import type { Text } from '../../text/language.ts';
import { messages } from '../../text/messages.ts';
import {
  type ClientInput,
  type Confirmation,
  confirmationName,
  type InputRequired,
} from '../definitions/tool-response.ts';

/** Sent to the client with the question and returned with the answer: signed, but readable. */
interface State {
  /** Unique per question, so that a confirmation can be used only once. */
  readonly id: string;
  readonly argumentsDigest: string;
  readonly kept?: unknown;
}

type Arguments = Readonly<Record<string, unknown>> | undefined;

const lifetimeSeconds = 600;

export type ClientInputs = ReturnType<typeof createClientInputs>;

/** Asking the client, statelessly (2026-07-28, basic/patterns/mrtr): bound to caller, arguments and 10 minutes. */
export function createClientInputs(secrets: readonly string[]) {
  const codecs = secrets.map((key) =>
    createRequestStateCodec<State>({ key, ttlSeconds: lifetimeSeconds, bind: (ctx) => callerOf(ctx).id }),
  );

  return {
    async ask({ requests, state }: InputRequired, args: Arguments, ctx: ServerContext) {
      const signed = { id: randomUUID(), argumentsDigest: digest(args), kept: state };
      return inputRequired({
        inputRequests: { ...requests },
        requestState: await codecs[0]!.mint(signed, ctx),
      });
    },

    /**
     * The state if one of the secrets signed it for this caller, otherwise undefined: then `read` rejects it. An error
     * thrown here would reach the client as the SDK's general text.
     */
    async verify(state: string, ctx: ServerContext): Promise<State | undefined> {
      const results = await Promise.allSettled(codecs.map((codec) => codec.verify(state, ctx)));
      const verified = results.find((result) => result.status === 'fulfilled');
      if (!verified && !results.some(isExpired)) suspect('confirmation_replay');
      return verified?.value;
    },

    /** The client's support for questions and its answers; throws when its state does not belong to these arguments. */
    read(ctx: ServerContext, args: Arguments, modern: boolean): ClientInput {
      if (!modern) return { canElicit: false, capabilities: {}, responses: {} };
      const capabilities = capabilitiesOf(ctx);
      // Own properties only: a `__proto__` among the client's answers is not an answer.
      const responses = { ...ctx.mcpReq.inputResponses };
      const input = { canElicit: canElicit(capabilities), capabilities, responses };
      // Still a string, as the client sent it, when `verify` rejected it.
      const state = ctx.mcpReq.requestState<State | string>();
      if (state === undefined) return input;
      if (typeof state === 'string') throw refused(messages.confirmationNotGenuine);
      if (state.argumentsDigest !== digest(args)) {
        suspect('confirmation_replay');
        throw refused(messages.confirmationOfOthers);
      }
      const confirmation = confirmationOf(responses, state.id);
      return { ...input, state: state.kept, ...(confirmation && { confirmation }) };
    },
  };
}

/** The person answered late: the SDK checks the signature before the expiry. */
function isExpired(result: PromiseSettledResult<unknown>): boolean {
  return result.status === 'rejected' && (result.reason as Error).message === 'expired';
}

/** Hosts with a form send its field, some as text; others accept without content. Any value but true means no. */
function confirmationOf(responses: ClientInput['responses'], id: string): Confirmation | undefined {
  const response = inputResponse({ ...responses }, confirmationName);
  if (response.kind !== 'elicit') return undefined;
  const field = response.content?.[confirmationName] ?? true;
  const agreed = field === true || (typeof field === 'string' && /^\s*true\s*$/i.test(field));
  return { action: response.action === 'accept' && !agreed ? 'decline' : response.action, id };
}

function refused(why: Text): ProtocolError {
  return new ProtocolError(
    ProtocolErrorCode.InvalidParams,
    messages.refusedConfirmation(why)[currentLanguage()],
  );
}

/** None for a 2025 client, which declares its capabilities in another request. */
export function capabilitiesOf(ctx: ServerContext): ClientCapabilities {
  const envelope = ctx.mcpReq.envelope as { [CLIENT_CAPABILITIES_META_KEY]?: ClientCapabilities } | undefined;
  return envelope?.[CLIENT_CAPABILITIES_META_KEY] ?? {};
}

/** A bare `elicitation: {}` means form mode (2026-07-28, client/elicitation). */
function canElicit({ elicitation }: ClientCapabilities): boolean {
  return elicitation !== undefined && (elicitation.form !== undefined || elicitation.url === undefined);
}

function callerOf(ctx: ServerContext): Caller {
  return ctx.http?.authInfo?.extra?.caller as Caller;
}

function digest(args: Arguments = {}): string {
  return createHash('sha256').update(JSON.stringify(args, sortedKeys)).digest('base64url');
}

/** A replacer for JSON.stringify: the order of a client's arguments has no meaning. */
function sortedKeys(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1)));
}
