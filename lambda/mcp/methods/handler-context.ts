import {
  ProtocolError,
  ProtocolErrorCode,
  type Server,
  type ServerContext,
} from '@modelcontextprotocol/server';
import type { AccessRights } from '../../access/access-rights.ts';
import type { Caller } from '../../auth/caller.ts';
import { StoreUnavailable } from '../../dynamodb/errors.ts';
import { ToolError } from '../../errors/tool-error.ts';
import { currentLanguage, requestContext } from '../../observability/request-context.ts';
import type { Services } from '../../services/services.ts';
import { messages } from '../../text/messages.ts';
import type { ReadContext } from '../definitions/define-resource.ts';
import type { ListEntry } from './wire-definitions.ts';

/** The SDK's server for one request, and its caller. */
export interface HandlerContext {
  readonly server: Server;
  readonly caller: Caller;
  readonly rights: AccessRights;
  readonly services: Services;
  readonly quotas: ReadContext['quotas'];
  readonly language: ReadContext['language'];
}

/** Large, as several hosts never request a second page. */
const pageSize = 200;

/** One page of the entries that this caller may use, with the cursor of the next page. */
export function pageOf<Wire>(
  listed: readonly ListEntry<Wire>[],
  list: string,
  cursor: string | undefined,
  { caller, rights, services: { cursors } }: HandlerContext,
): { entries: Wire[]; nextCursor?: string } {
  const visible = listed
    .filter((entry) => caller.scopes.has(entry.scope) && entry.isPermitted(rights))
    .map(({ wire }) => wire);
  const start = cursor === undefined ? 0 : Number(cursors.decode(cursor, caller, list));
  const end = start + pageSize;
  const entries = visible.slice(start, end);
  return end < visible.length
    ? { entries, nextCursor: cursors.encode(String(end), caller, list) }
    : { entries };
}

/** A handler whose unexpected errors are logged and answered with a general sentence. */
export function withErrorHandling<Request, Result>(
  { services: { log } }: HandlerContext,
  handler: (request: Request, ctx: ServerContext) => Promise<Result>,
): (request: Request, ctx: ServerContext) => Promise<Result> {
  return async (request, ctx) => {
    try {
      return await handler(request, ctx);
    } catch (error) {
      if (error instanceof ProtocolError) throw error;
      if (error instanceof ToolError) {
        const { message, hint } = error.in(currentLanguage());
        throw new ProtocolError(ProtocolErrorCode.InvalidParams, `${message} ${hint}`);
      }
      log.error('A request failed', error);
      throw new ProtocolError(ProtocolErrorCode.InternalError, internalErrorMessage(error));
    }
  };
}

function internalErrorMessage(error: unknown): string {
  if (!(error instanceof StoreUnavailable)) {
    return messages.requestFailed[currentLanguage()];
  }
  const context = requestContext.getStore();
  if (context) context.errorCode = 'UNAVAILABLE';
  return messages.storeSilent[currentLanguage()];
}
