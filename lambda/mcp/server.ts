import {
  type AuthInfo,
  type JSONRPCResponse,
  ProtocolError,
  Server,
  type ServerContext,
} from '@modelcontextprotocol/server';
import type { Caller } from '../auth/verify-token.ts';
import { type Call, currentCall } from '../call.ts';
import { callTool, invalidArgument } from '../call-tool.ts';
import { complete } from '../completions.ts';
import { quote, ToolError } from '../errors.ts';
import { type HttpResponse, json } from '../http.ts';
import type { Admitted } from '../limits.ts';
import { mask, maskText } from '../masking.ts';
import { variablesOf } from '../resource.ts';
import type { Services } from '../services.ts';
import { StoreUnavailable } from '../state/dynamodb.ts';
import { Question } from '../tool.ts';
import { createCatalog, type Listed, type Surface } from './catalog.ts';
import { createConfirmations } from './confirmation.ts';
import { exchangeLegacy, exchangeModern } from './exchange.ts';
import { createKeptAnswers } from './kept-answers.ts';
import { legacyRevisions, type Message, modernRevision } from './read-message.ts';

export interface Mcp {
  /** Answers one message of a caller who may send it. */
  serve(message: Message, caller: Caller, admitted: Admitted | undefined): Promise<HttpResponse>;
  /** The server for one request, to be connected to a transport of the SDK's own: a test holds the two together. */
  newServer(caller: Caller, revision: string, admitted?: Admitted): Server;
}

const pageSize = 50;
const instructions =
  "Answers from the company's own data: stock (lookup_inventory), policies (search_policy, then get_policy) and tickets. " +
  'Search before you answer, cite the policy section you used, and never file a ticket without showing its preview first.';

/** Serves 2026-07-28 and the 2025 revisions from one set of definitions, on the SDK's protocol core. */
export function createMcp(services: Services, surface: Surface): Mcp {
  const catalog = createCatalog(surface);
  const confirmations = createConfirmations(services.config.signingSecrets);
  const keptAnswers = createKeptAnswers();
  const tools = new Map(surface.tools.map((tool) => [tool.name, tool]));
  const prompts = new Map(surface.prompts.map((prompt) => [prompt.name, prompt]));

  return {
    newServer,
    async serve(message, caller, admitted) {
      const kept = keptAnswers.find(message, caller);
      if (kept) return json(200, kept);
      // A server a request: what is kept between requests must hold nothing of one.
      const server = newServer(caller, message.revision, admitted);
      const authInfo: AuthInfo = {
        token: '',
        clientId: caller.clientId,
        scopes: [...caller.scopes],
        extra: { caller },
      };
      const { status, answer } =
        message.era === 'modern'
          ? await exchangeModern(server, message.route, authInfo)
          : await exchangeLegacy(server, message.request, authInfo);
      note(answer);
      keptAnswers.keep(message, caller, answer);
      return json(status, masked(answer));
    },
  };

  function newServer(caller: Caller, revision: string, admitted: Admitted = { degraded: false }): Server {
    const server = new Server(
      { name: 'ops-assistant', title: 'Ops Assistant', version: services.config.version },
      {
        supportedProtocolVersions: [modernRevision, ...legacyRevisions],
        capabilities: {
          tools: { listChanged: false },
          resources: { listChanged: false, subscribe: false },
          prompts: { listChanged: false },
          completions: {},
        },
        instructions,
        cacheHints,
        requestState: { verify: (state, ctx) => confirmations.verify(state, ctx) },
        jsonSchemaValidator: noValidator,
      },
    );
    const context = { caller, services };
    const page = <Wire>(entries: readonly Listed<Wire>[], list: string, cursor: string | undefined) =>
      pageOf(entries, list, cursor, caller, services);

    server.setRequestHandler(
      'tools/list',
      guard(async ({ params }) => {
        const { entries, ...next } = page(catalog.tools, 'tools', params?.cursor);
        return { tools: entries, ...next };
      }),
    );

    server.setRequestHandler(
      'tools/call',
      guard(async ({ params }, ctx) => {
        const tool = tools.get(params.name);
        if (!tool)
          throw new ProtocolError(-32602, `Unknown tool ${quote(params.name)}. tools/list names them all.`);
        const confirmation = confirmations.read(ctx, params.arguments, revision === modernRevision);
        const result = await callTool(
          { tool, args: params.arguments, caller, admitted, confirmation },
          services,
        );
        return result instanceof Question ? confirmations.ask(result, params.arguments, ctx) : result;
      }),
    );

    server.setRequestHandler(
      'resources/list',
      guard(async ({ params }) => {
        const { entries, ...next } = page(catalog.resources, 'resources', params?.cursor);
        return { resources: entries, ...next };
      }),
    );

    server.setRequestHandler(
      'resources/templates/list',
      guard(async ({ params }) => {
        const { entries, ...next } = page(catalog.templates, 'templates', params?.cursor);
        return { resourceTemplates: entries, ...next };
      }),
    );

    server.setRequestHandler(
      'resources/read',
      guard(async ({ params: { uri } }) => {
        for (const resource of surface.resources) {
          const variables = variablesOf(resource.uri, uri);
          if (!variables) continue;
          const text = await resource.read(variables, context);
          if (text !== undefined) return { contents: [{ uri, mimeType: resource.mimeType, text }] };
        }
        throw new ProtocolError(-32602, `There is no resource ${quote(uri)}.`, { uri });
      }),
    );

    server.setRequestHandler(
      'prompts/list',
      guard(async ({ params }) => {
        const { entries, ...next } = page(catalog.prompts, 'prompts', params?.cursor);
        return { prompts: entries, ...next };
      }),
    );

    server.setRequestHandler(
      'prompts/get',
      guard(async ({ params }) => {
        const prompt = prompts.get(params.name);
        if (!prompt)
          throw new ProtocolError(
            -32602,
            `Unknown prompt ${quote(params.name)}. prompts/list names them all.`,
          );
        const args = prompt.arguments.safeParse(params.arguments ?? {});
        if (!args.success) throw invalidArgument(args.error, Object.keys(prompt.arguments.shape));
        const messages = await prompt.messages(args.data, context);
        return {
          description: prompt.description,
          messages: messages.map((message) => ({
            role: 'user' as const,
            content:
              'text' in message
                ? { type: 'text' as const, text: message.text }
                : {
                    type: 'resource' as const,
                    resource: { uri: message.uri, mimeType: message.mimeType, text: message.document },
                  },
          })),
        };
      }),
    );

    server.setRequestHandler(
      'completion/complete',
      guard(async ({ params }) => {
        const values = await complete(params, surface, context);
        return {
          completion: { values: values.slice(0, 100), total: values.length, hasMore: values.length > 100 },
        };
      }),
    );

    return server;
  }

  /** No text of an unexpected error reaches a client. */
  function guard<Request, Result>(
    handler: (request: Request, ctx: ServerContext) => Promise<Result>,
  ): (request: Request, ctx: ServerContext) => Promise<Result> {
    return async (request, ctx) => {
      try {
        return await handler(request, ctx);
      } catch (error) {
        if (error instanceof ProtocolError) throw error;
        if (error instanceof ToolError) throw new ProtocolError(-32602, `${error.message} ${error.hint}`);
        services.log.error('A request failed', error);
        throw new ProtocolError(-32603, apology(error));
      }
    };
  }
}

/** Lists and reads depend on who asks, so no shared cache may keep them. */
const aMinute = { ttlMs: 60_000, cacheScope: 'private' as const };
const cacheHints = {
  'server/discover': { ttlMs: 300_000, cacheScope: 'public' as const },
  'tools/list': aMinute,
  'prompts/list': aMinute,
  'resources/list': aMinute,
  'resources/templates/list': aMinute,
  'resources/read': { ttlMs: 0, cacheScope: 'private' as const },
};

/** The SDK validates answers to elicitation in push form, which a stateless server never uses. */
const noValidator = {
  getValidator() {
    throw new Error('No JSON Schema is validated here: zod does it.');
  },
};

function pageOf<Wire>(
  listed: readonly Listed<Wire>[],
  list: string,
  cursor: string | undefined,
  caller: Caller,
  { cursors }: Services,
): { entries: Wire[]; nextCursor?: string } {
  const visible = listed.filter(({ scope }) => caller.scopes.has(scope)).map(({ wire }) => wire);
  const start = cursor === undefined ? 0 : Number(cursors.open(cursor, caller, list));
  const end = start + pageSize;
  const entries = visible.slice(start, end);
  return end < visible.length
    ? { entries, nextCursor: cursors.seal(String(end), caller, list) }
    : { entries };
}

function apology(error: unknown): string {
  if (!(error instanceof StoreUnavailable)) {
    return 'Something went wrong on our side. It has been logged. Try again later.';
  }
  const call = currentCall.getStore();
  if (call) call.errorCode = 'UNAVAILABLE';
  return 'The store did not answer in time. Nothing was changed. Try again in a few seconds.';
}

/** Errors repeat what was sent, the SDK's own as well, and end up in other programs' logs. */
function masked(answer: JSONRPCResponse): object {
  if (!('error' in answer)) return answer;
  const { code, message, data } = answer.error;
  const masked = { code, message: maskText(message, 1_000), ...(data !== undefined && { data: mask(data) }) };
  return { ...answer, error: masked };
}

/** What the audit will say of the answer. */
function note(answer: object): void {
  const call = currentCall.getStore();
  if (!call) return;
  if ('error' in answer) {
    const { code } = answer.error as { code: number };
    call.errorCode ??= String(code);
    call.outcome = code === -32603 ? 'failed' : 'rejected';
    return;
  }
  const { result } = answer as { result: { isError?: boolean; structuredContent?: unknown } };
  call.result = result.isError ? undefined : (result.structuredContent ?? result);
  if (result.isError) call.outcome = outcomeOf(call);
}

function outcomeOf({ errorCode }: Call): Call['outcome'] {
  if (errorCode === 'PERMISSION_DENIED') return 'denied';
  if (errorCode === 'RATE_LIMITED') return 'limited';
  if (errorCode === 'INVALID_ARGUMENT') return 'rejected';
  return 'failed';
}
