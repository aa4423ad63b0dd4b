import { ProtocolErrorCode } from '@modelcontextprotocol/server';
import { rejectUnknownTargets } from './access/known-names.ts';
import { isToolset, toolsets } from './access/toolsets.ts';
import type { Caller } from './auth/caller.ts';
import { type McpEndpoint, parseEndpoint, wholeServer } from './auth/mcp-endpoint.ts';
import { HttpError } from './errors/http-error.ts';
import { corsHeaders, preflight } from './http/cors.ts';
import { errorResponse } from './http/error-response.ts';
import type { HttpRequest, HttpResponse } from './http/messages.ts';
import { rateLimitHeaders } from './http/rate-limit-headers.ts';
import { validateRequest } from './http/validate-request.ts';
import type { ServerFeatures } from './mcp/definitions/server-features.ts';
import { expectsNoResponse, idOf, type Message, parseRequest } from './mcp/protocol/parse-request.ts';
import { createMcpServer } from './mcp/server.ts';
import { emptyCatalog, type MountedCatalog } from './mounted-servers/mounted-catalog.ts';
import { auditRecordOf } from './observability/audit-log.ts';
import { createRequestRecorder, recordHttpError } from './observability/record-request.ts';
import {
  createRequestContext,
  type RequestContext,
  requestContext,
} from './observability/request-context.ts';
import { burstOf, createBurstCounter, isTraversalPath } from './observability/suspicion.ts';
import { withSpan } from './observability/tracing/span.ts';
import { authenticate } from './pipeline/authenticate.ts';
import { createAuthorization } from './pipeline/authorize.ts';
import { enforceRateLimits, rejectUnknownLimits } from './pipeline/enforce-rate-limits.ts';
import { messageLanguage } from './pipeline/message-language.ts';
import { publicRoute } from './pipeline/public-routes.ts';
import { withEnd } from './pipeline/stream-end.ts';
import { quote } from './redaction/quote-input.ts';
import { registry } from './registry.ts';
import type { Services } from './services/services.ts';
import { messages } from './text/messages.ts';

export type App = (request: HttpRequest) => Promise<HttpResponse>;

/** The request pipeline: authenticate, authorize, rate-limit, dispatch, audit. Throws ConfigError for unusable limits. */
export function createApp(services: Services, features: ServerFeatures = registry): App {
  const { config, tokens } = services;
  rejectUnknownLimits(config, features.tools);
  rejectUnknownTargets(config, features);
  const mcp = createMcpServer(services, features);
  const { recordOperation, recordOperationOf } = createRequestRecorder(features);
  const ownTools = new Set<unknown>(features.tools.map(({ name }) => name));
  const { requirementFor, authorize } = createAuthorization(features, config);
  const countBurst = createBurstCounter();

  return async (request) => {
    const open = preflight(request, config) ?? (await publicRoute(request, services, features));
    if (open) return withoutBodyForHead(open, request);

    const context = createRequestContext(request, config, services.tracer);
    return requestContext.run(context, async () => {
      let verification: Promise<Caller> | undefined;
      const verifyToken = () => (verification ??= tokens.verify(request.headers.authorization));
      const response = await dispatch(request, context, verifyToken).catch((error) =>
        reject(error, request, context, verifyToken),
      );
      const headers = {
        ...response.headers,
        ...rateLimitHeaders(context.quotas ?? []),
        ...corsHeaders(request, config),
      };
      if (response.stream) {
        const recordAtEnd = () => record(context, response.status);
        return { ...response, headers, stream: withEnd(response.stream, context, recordAtEnd) };
      }
      await record(context, response.status);
      return withoutBodyForHead({ ...response, headers }, request);
    });
  };

  async function dispatch(
    request: HttpRequest,
    context: RequestContext,
    verifyToken: () => Promise<Caller>,
  ): Promise<HttpResponse> {
    validateRequest(request, config); // 403 · 404 · 405 · 406 · 413 · 415
    const endpoint = parseEndpoint(request.path) ?? wholeServer;
    const caller = await withSpan('auth', () => authenticate(request, verifyToken, config)); // 401 · 503
    context.caller = caller;
    await rejectUnknownToolset(endpoint); // 404
    const message = parseRequest(request); // 400
    if (message === expectsNoResponse) {
      recordOperationOf(request.body, context);
      return { status: 202, headers: {}, body: '' };
    }
    context.revision = message.revision;
    context.language = messageLanguage(message, request) ?? config.language;
    const mounted = await mountedCatalogFor(message);
    const rights = services.access.rightsOf(caller, endpoint);
    const requirement = requirementFor(message, rights, mounted);
    if (requirement.decision?.rule) context.accessRule = requirement.decision.rule;
    const mountedTool = requirement.tool && 'server' in requirement.tool ? requirement.tool : undefined;
    recordOperation(message.request, context, mountedTool?.server.server);
    const permitted = authorize(requirement, caller, message, request); // 403
    if (mountedTool) services.mounted.prepare(mountedTool);
    return enforceRateLimits(permitted, caller, services, (denial) =>
      mcp.handle(message, caller, { rights, denial, mounted, acceptsStream: acceptsStream(request) }),
    ); // 429
  }

  /** A mounted server's tools are a toolset under its name. Checked after authentication, so that names do not leak. */
  async function rejectUnknownToolset({ toolset }: McpEndpoint): Promise<void> {
    if (toolset === undefined || isToolset(toolset)) return;
    const { tools } = await services.mounted.current();
    if (tools.some(({ server }) => server.server === toolset)) return;
    const known = Object.keys(toolsets).join(', ');
    throw new HttpError(404, 404, messages.noSuchToolset(quote(toolset), known));
  }

  /** Own tools never wait for the catalog of other servers. */
  async function mountedCatalogFor({ request: { method, params } }: Message): Promise<MountedCatalog> {
    if (method === 'tools/list') return services.mounted.current();
    if (method !== 'tools/call' || ownTools.has(params?.name)) return emptyCatalog;
    return services.mounted.including(params?.name);
  }

  async function record(context: RequestContext, status: number): Promise<void> {
    const ms = Date.now() - context.startedAt;
    const burst = burstOf(context, countBurst);
    if (burst) context.suspicion ??= burst;
    const record = auditRecordOf(context, status, ms);
    await withSpan('audit', () => services.audit.write(record));
    const metrics = services.metrics.record(context, status, ms);
    services.tracer.record(context, status);
    services.recentRequests.add({ record, metrics });
  }

  /** Identifies the caller also of a request that was rejected before authentication; without one, records no body. */
  async function reject(
    error: unknown,
    { body, path }: HttpRequest,
    context: RequestContext,
    verifyToken: () => Promise<Caller>,
  ): Promise<HttpResponse> {
    if (isTraversalPath(path)) context.suspicion ??= 'path_traversal';
    const caller = context.caller ?? (await verifyToken().catch(() => undefined));
    if (caller) {
      context.caller = caller;
      if (!context.method) recordOperationOf(body, context);
    }
    const httpError = error instanceof HttpError ? error : internalError(error);
    recordHttpError(httpError, context);
    return errorResponse(httpError, idOf(body), context.language);
  }

  function internalError(error: unknown): HttpError {
    services.log.error('A request failed', error);
    return new HttpError(500, ProtocolErrorCode.InternalError, messages.requestFailed);
  }
}

/** HEAD is answered like GET, without the body (RFC 9110 §9.3.2). */
function withoutBodyForHead(response: HttpResponse, { method }: HttpRequest): HttpResponse {
  return method === 'HEAD' ? { ...response, body: '' } : response;
}

function acceptsStream({ headers: { accept = '' } }: HttpRequest): boolean {
  return /\btext\/event-stream\b/i.test(accept);
}
