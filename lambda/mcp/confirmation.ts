import { createHash, randomUUID } from 'node:crypto';
import {
  CLIENT_CAPABILITIES_META_KEY,
  type ClientCapabilities,
  createRequestStateCodec,
  inputRequired,
  inputResponse,
  ProtocolError,
  type ServerContext,
} from '@modelcontextprotocol/server';
import type { Caller } from '../auth/verify-token.ts';
import type { Confirmation, Question } from '../tool.ts';

/** What travels through the client between question and answer. Signed, and so not to be changed; readable by the client. */
interface State {
  /** Names this one confirmation; it can be spent once. */
  readonly id: string;
  readonly argumentsDigest: string;
}

const lifetimeSeconds = 600;

/** Asking before a write, statelessly (2026-07-28, basic/patterns/mrtr): bound to caller, arguments and 10 minutes. */
export function createConfirmations(secrets: readonly string[]) {
  const codecs = secrets.map((key) =>
    createRequestStateCodec<State>({ key, ttlSeconds: lifetimeSeconds, bind: (ctx) => callerOf(ctx).id }),
  );

  return {
    async ask(question: Question, args: Record<string, unknown> | undefined, ctx: ServerContext) {
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

    /** The state when one of the secrets signed it for this caller; throws otherwise. */
    async verify(state: string, ctx: ServerContext): Promise<State> {
      const results = await Promise.allSettled(codecs.map((codec) => codec.verify(state, ctx)));
      const genuine = results.find((result) => result.status === 'fulfilled');
      if (genuine) return genuine.value;
      throw new Error('not signed here, not for this caller, or expired');
    },

    read(ctx: ServerContext, args: Record<string, unknown> | undefined, modern: boolean): Confirmation {
      const canAsk = modern && canElicit(ctx);
      const state = ctx.mcpReq.requestState<State>();
      if (state === undefined) return { canAsk };
      if (state.argumentsDigest !== digest(args)) {
        throw new ProtocolError(
          -32602,
          'The confirmation was given for other arguments. Call the tool again to be asked anew.',
        );
      }
      const response = inputResponse(ctx.mcpReq.inputResponses, 'confirm');
      return response.kind === 'elicit' ? { canAsk, answer: response.action, id: state.id } : { canAsk };
    },
  };
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
