import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Caller } from '../auth/caller.ts';
import { ToolError } from '../errors/tool-error.ts';
import { messages } from '../text/messages.ts';

/** Encodes a position in a list as a signed cursor, which is valid only for its caller and its list. */
export interface CursorCodec {
  encode(position: string, caller: Caller, question: unknown): string;
  /** Throws INVALID_ARGUMENT for a cursor with another signature, caller or list. */
  decode(cursor: string, caller: Caller, question: unknown): string;
}

/** The first secret signs; all are accepted, so that they can be rotated. */
export function createCursorCodec(secrets: readonly string[]): CursorCodec {
  const tag = (secret: string, position: string, caller: Caller, question: unknown) =>
    createHmac('sha256', secret)
      .update(JSON.stringify(['cursor', position, caller.id, question]))
      .digest()
      .subarray(0, 16);

  return {
    encode(position, caller, question) {
      const signature = tag(secrets[0]!, position, caller, question);
      return Buffer.concat([signature, Buffer.from(position)]).toString('base64url');
    },
    decode(cursor, caller, question) {
      const bytes = Buffer.from(cursor, 'base64url');
      const signature = bytes.subarray(0, 16);
      const position = bytes.subarray(16).toString();
      const genuine =
        signature.length === 16 &&
        secrets.some((secret) => timingSafeEqual(signature, tag(secret, position, caller, question)));
      if (genuine) return position;
      throw new ToolError('INVALID_ARGUMENT', messages.foreignCursor, messages.askWithoutCursor);
    },
  };
}
