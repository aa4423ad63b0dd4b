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
import type { ElicitationRequest, ElicitationResult } from '../definitions/define-tool.ts';

/** What travels through the client between question and answer. Signed, and so not to be changed; readable by the client. */
interface State {
  /** Names this one confirmation; it can be spent once. */
  readonly id: string;
  readonly argumentsDigest: string;
}

const lifetimeSeconds = 600;

export type Elicitations = ReturnType<typeof createElicitations>;

/** Asking before a write, statelessly (2026-07-28, basic/patterns/mrtr): bound to caller, arguments and 10 minutes. */
export function createElicitations(secrets: readonly string[]) {
  const codecs = secrets.map((key) =>
    createRequestStateCodec<State>({ key, ttlSeconds: lifetimeSeconds, bind: (ctx) => callerOf(ctx).id }),
  );

  return {
    async ask(question: ElicitationRequest, args: Record<string, unknown> | undefined, ctx: ServerContext) {
      const state = { id: randomUUID(), argumentsDigest: digest(args) };
      return inputRequired({
        inputRequests: {
          confirm: inputRequired.elicit({
            message: question.text,
            requestedSchema: { type: 'object', properties: {} },
          }),
        },
        requestState: await codecs[0]!.mint(state, ctx),
      });
    },

    /**
     * The state when one of the secrets signed it for this caller. Otherwise undefined, and `read` refuses it then:
     * what is thrown here, the SDK replaces by words that say nothing of what to do next.
     */
    async verify(state: string, ctx: ServerContext): Promise<State | undefined> {
      const results = await Promise.allSettled(codecs.map((codec) => codec.verify(state, ctx)));
      return results.find((result) => result.status === 'fulfilled')?.value;
    },

    /** What is known of the person's consent to these arguments; throws when the client's proof of it is no good. */
    read(ctx: ServerContext, args: Record<string, unknown> | undefined, modern: boolean): ElicitationResult {
      if (!modern) return { supported: false };
      const supported = canElicit(ctx);
      // As the client sent it, a string, when `verify` did not take it.
      const state = ctx.mcpReq.requestState<State | string>();
      if (state === undefined) return { supported };
      if (typeof state === 'string') throw refused('is not genuine, is not yours, or is over 10 minutes old');
      if (state.argumentsDigest !== digest(args)) throw refused('was given for other arguments');
      // Own entries only: a `__proto__` among the client's answers is no answer.
      const response = inputResponse({ ...ctx.mcpReq.inputResponses }, 'confirm');
      return response.kind === 'elicit'
        ? { supported, action: response.action, id: state.id }
        : { supported };
    },
  };
}

function refused(why: string): ProtocolError {
  return new ProtocolError(
    ProtocolErrorCode.InvalidParams,
    `The confirmation in requestState ${why}. Nothing was written. Call the tool again, without requestState, to be asked anew.`,
  );
}

/** A bare `elicitation: {}` means form mode (2026-07-28, client/elicitation). */
function canElicit(ctx: ServerContext): boolean {
  const envelope = ctx.mcpReq.envelope as { [CLIENT_CAPABILITIES_META_KEY]?: ClientCapabilities } | undefined;
  const elicitation = envelope?.[CLIENT_CAPABILITIES_META_KEY]?.elicitation;
  return elicitation !== undefined && (elicitation.form !== undefined || elicitation.url === undefined);
}

function callerOf(ctx: ServerContext): Caller {
  return ctx.http?.authInfo?.extra?.caller as Caller;
}

function digest(args: Record<string, unknown> = {}): string {
  // Tool arguments are flat, so sorting the names makes their order irrelevant.
  return createHash('sha256')
    .update(JSON.stringify(args, Object.keys(args).sort()))
    .digest('base64url');
}
