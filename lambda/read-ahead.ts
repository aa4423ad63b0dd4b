import type { Caller } from './auth/verify-token.ts';
import type { Call } from './call.ts';
import type { Message } from './mcp/read-message.ts';
import type { Need } from './permissions.ts';
import type { Services } from './services.ts';

/**
 * Starts what a message will read first at the same moment as its limit is asked for, which saves the caller a round
 * trip. It is small, as calls that are then refused pay for it too; and whoever needs it sees its error.
 */
export function readAhead(
  { tool, usesData }: Need,
  { request: { params } }: Message,
  caller: Caller,
  call: Call,
  services: Services,
): void {
  if (usesData) services.data.version().catch(() => {});
  if (!tool?.readAhead || !caller.scopes.has(tool.scope)) return;
  const input = tool.input.safeParse(params?.arguments ?? {});
  if (!input.success) return;
  call.ahead = tool.readAhead(input.data, { caller, services });
  call.ahead.catch(() => {});
}
