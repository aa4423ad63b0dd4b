import { ProtocolError, type Tool as WireTool } from '@modelcontextprotocol/server';
import type { Admitting } from '../../rate-limiting/rate-limit-decision.ts';
import { quote } from '../../redaction/quote-input.ts';
import { Question, type Tool } from '../definitions/define-tool.ts';
import { modernRevision } from '../protocol/protocol-versions.ts';
import { callTool } from './call-tool.ts';
import type { Confirmations } from './elicitation.ts';
import { guarded, pageOf, type Served } from './handler-context.ts';
import type { Listed } from './wire-definitions.ts';

export interface ServedTools {
  readonly listed: readonly Listed<WireTool>[];
  readonly tools: ReadonlyMap<string, Tool>;
  readonly confirmations: Confirmations;
  readonly admitted: Admitting;
  readonly revision: string;
}

/** Answers tools/list and tools/call. */
export function serveTools(
  served: Served,
  { listed, tools, confirmations, admitted, revision }: ServedTools,
): void {
  const { server, caller, services } = served;

  server.setRequestHandler(
    'tools/list',
    guarded(served, async ({ params }) => {
      const { entries, ...next } = pageOf(listed, 'tools', params?.cursor, served);
      return { tools: entries, ...next };
    }),
  );

  server.setRequestHandler(
    'tools/call',
    guarded(served, async ({ params: { name, arguments: args } }, ctx) => {
      const tool = tools.get(name);
      if (!tool) throw new ProtocolError(-32602, `Unknown tool ${quote(name)}. tools/list names them all.`);
      const confirmation = confirmations.read(ctx, args, revision === modernRevision);
      const result = await callTool({ tool, args, caller, admitted, confirmation }, services);
      return result instanceof Question ? confirmations.ask(result, args, ctx) : result;
    }),
  );
}
