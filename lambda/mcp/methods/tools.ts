import { ProtocolError, ProtocolErrorCode, type Tool as WireTool } from '@modelcontextprotocol/server';
import type { ToolError } from '../../errors/tool-error.ts';
import type { MountedCatalog } from '../../mounted-servers/mounted-catalog.ts';
import { quote } from '../../redaction/quote-input.ts';
import { ElicitationRequest, type Tool } from '../definitions/define-tool.ts';
import { modernRevision } from '../protocol/protocol-versions.ts';
import { callTool } from './call-tool.ts';
import type { Elicitations } from './elicitation.ts';
import { type HandlerContext, pageOf, withErrorHandling } from './handler-context.ts';
import type { ListEntry } from './wire-definitions.ts';

export interface ToolHandlerOptions {
  readonly listed: readonly ListEntry<WireTool>[];
  readonly tools: ReadonlyMap<string, Tool>;
  readonly mounted: MountedCatalog;
  readonly confirmations: Elicitations;
  readonly denial: ToolError | undefined;
  readonly revision: string;
}

/** Answers tools/list and tools/call. */
export function registerToolHandlers(
  served: HandlerContext,
  { listed, tools, mounted, confirmations, denial, revision }: ToolHandlerOptions,
): void {
  const { server, caller, services } = served;

  server.setRequestHandler(
    'tools/list',
    withErrorHandling(served, async ({ params }) => {
      const { entries, ...next } = pageOf([...listed, ...mounted.tools], 'tools', params?.cursor, served);
      return { tools: entries, ...next };
    }),
  );

  server.setRequestHandler(
    'tools/call',
    withErrorHandling(served, async ({ params: { name, arguments: args } }, ctx) => {
      const tool = tools.get(name) ?? mounted.find(name);
      if (!tool)
        throw new ProtocolError(
          ProtocolErrorCode.InvalidParams,
          `Unknown tool ${quote(name)}. tools/list names them all.`,
        );
      const elicitation = confirmations.read(ctx, args, revision === modernRevision);
      const result = await callTool({ tool, args, caller, denial, elicitation }, services);
      return result instanceof ElicitationRequest ? confirmations.ask(result, args, ctx) : result;
    }),
  );
}
