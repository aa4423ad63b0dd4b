import {
  type ClientCapabilities,
  MissingRequiredClientCapabilityError,
  ProtocolError,
  ProtocolErrorCode,
  type ServerContext,
  type Tool as WireTool,
} from '@modelcontextprotocol/server';
import type { ToolError } from '../../errors/tool-error.ts';
import type { MountedCatalog, MountedTool } from '../../mounted-servers/mounted-catalog.ts';
import { currentLanguage } from '../../observability/request-context.ts';
import { quote } from '../../redaction/quote-input.ts';
import { messages } from '../../text/messages.ts';
import type { Tool } from '../definitions/define-tool.ts';
import { InputRequired, type ToolProgress } from '../definitions/tool-response.ts';
import { modernRevision } from '../protocol/protocol-versions.ts';
import { callTool } from './call-tool.ts';
import { type ClientInputs, capabilitiesOf } from './client-input.ts';
import { type HandlerContext, pageOf, withErrorHandling } from './handler-context.ts';
import type { ListEntry } from './wire-definitions.ts';

export interface ToolHandlerOptions {
  readonly listed: readonly ListEntry<WireTool>[];
  readonly tools: ReadonlyMap<string, Tool>;
  readonly mounted: MountedCatalog;
  readonly clientInputs: ClientInputs;
  readonly denial: ToolError | undefined;
  readonly revision: string;
  /** Aborted when the client has left. */
  readonly signal: AbortSignal;
}

/** Answers tools/list and tools/call. */
export function registerToolHandlers(
  context: HandlerContext,
  { listed, tools, mounted, clientInputs, denial, revision, signal }: ToolHandlerOptions,
): void {
  const { server, caller, rights, services } = context;
  const mountedEntries = mounted.tools.map((tool) => ({
    scope: tool.scope,
    isPermitted: () => rights.tool(tool).allowed,
    wire: tool.wire,
  }));

  server.setRequestHandler(
    'tools/list',
    withErrorHandling(context, async ({ params }) => {
      const { entries, ...next } = pageOf([...listed, ...mountedEntries], 'tools', params?.cursor, context);
      return { tools: entries, ...next };
    }),
  );

  server.setRequestHandler(
    'tools/call',
    withErrorHandling(context, async ({ params: { name, arguments: args } }, ctx) => {
      const tool = tools.get(name) ?? mounted.find(name);
      if (!tool)
        throw new ProtocolError(
          ProtocolErrorCode.InvalidParams,
          messages.unknownTool(quote(name))[currentLanguage()],
        );
      assertCapabilities(tool, capabilitiesOf(ctx));
      const clientInput = clientInputs.read(ctx, args, revision === modernRevision);
      const call = { tool, args, caller, rights, denial, clientInput, ...progressOf(ctx, signal) };
      const result = await callTool(call, services);
      return result instanceof InputRequired ? clientInputs.ask(result, args, ctx) : result;
    }),
  );
}

function assertCapabilities(tool: Tool | MountedTool, declared: ClientCapabilities): void {
  const requiredCapabilities = ('requiredCapabilities' in tool && tool.requiredCapabilities) || {};
  if (Object.keys(requiredCapabilities).every((name) => name in declared)) return;
  throw new MissingRequiredClientCapabilityError({ requiredCapabilities });
}

function progressOf({ mcpReq }: ServerContext, signal: AbortSignal): ToolProgress {
  const progressToken = mcpReq._meta?.progressToken;
  return {
    signal,
    async progress(progress, total, message) {
      if (progressToken === undefined) return;
      const params = { progressToken, progress, total, message };
      await mcpReq.notify({ method: 'notifications/progress', params });
    },
    log: (level, data) => mcpReq.log(level, data),
  };
}
