import { HttpError } from './errors/http-error.ts';
import { corsHeaders, preflight } from './http/cors.ts';
import type { HttpRequest, HttpResponse } from './http/messages.ts';
import { validateRequest } from './http/validate-request.ts';
import type { ServerFeatures } from './mcp/definitions/server-features.ts';
import { expectsNoResponse, idOf, parseRequest } from './mcp/protocol/parse-request.ts';
import { createMcpServer } from './mcp/server.ts';
import { auditRecordOf } from './observability/audit-log.ts';
import { outcomeOfStatus } from './observability/outcome.ts';
import { createRequestRecorder } from './observability/record-request.ts';
import {
  createRequestContext,
  type RequestContext,
  requestContext,
} from './observability/request-context.ts';
import { withSpan } from './observability/tracing/span.ts';
import { authenticate } from './pipeline/authenticate.ts';
import { createAuthorization } from './pipeline/authorize.ts';
import { enforceRateLimits } from './pipeline/enforce-rate-limits.ts';
import { publicRoute } from './pipeline/public-routes.ts';
import { registry as everything } from './registry.ts';
import type { Services } from './services/services.ts';

export type App = (request: HttpRequest) => Promise<HttpResponse>;

/** The whole server as one function: who → may they → how often → MCP → what is recorded. */
export function createApp(services: Services, surface: ServerFeatures = everything): App {
  const mcp = createMcpServer(services, surface);
  const { recordOperation, recordOperationOf } = createRequestRecorder(surface);
  const { requirementFor, authorize } = createAuthorization(surface, services.config);

  return async (request) => {
    const page = preflight(request, services.config) ?? (await publicRoute(request, services));
    if (page) return withoutBodyForHead(page, request);

    const context = createRequestContext(request, services.config);
    return requestContext.run(context, async () => {
      const response = await answer(request, context).catch((error) => refuse(error, request, context));
      const ms = Date.now() - context.startedAt;
      await withSpan('audit', () => services.audit.write(auditRecordOf(context, response.status, ms)));
      services.metrics.record(context, response.status, ms);
      services.tracer.record(context, response.status);
      const headers = { ...response.headers, ...corsHeaders(request, services.config) };
      return withoutBodyForHead({ ...response, headers }, request);
    });
  };

  async function answer(request: HttpRequest, context: RequestContext): Promise<HttpResponse> {
    validateRequest(request, services.config); // 403 · 404 · 405 · 406 · 413 · 415
    const caller = await withSpan('auth', () => authenticate(request, context, services)); // 401
    const message = parseRequest(request); // 400
    if (message === expectsNoResponse) return received(request, context); // 202

    context.revision = message.revision;
    recordOperation(message.request, context);
    const need = requirementFor(message);
    authorize(need, caller, message); // 403
    return enforceRateLimits(need, caller, services, (admitted) => mcp.handle(message, caller, admitted)); // 429
  }

  function received({ body }: HttpRequest, context: RequestContext): HttpResponse {
    recordOperationOf(body, context);
    return { status: 202, headers: {}, body: '' };
  }

  async function refuse(
    error: unknown,
    request: HttpRequest,
    context: RequestContext,
  ): Promise<HttpResponse> {
    await noteWho(request, context);
    const refusal = error instanceof HttpError ? error : unexpected(error);
    context.outcome = outcomeOfStatus(refusal.status);
    context.result = undefined; // read already, it may be, but not given out
    context.errorCode = String(refusal.code);
    return refusal.toResponse(idOf(request.body));
  }

  /** Also of what was refused before anybody looked at the token; of somebody unknown, not even the words are read. */
  async function noteWho({ headers, body }: HttpRequest, context: RequestContext): Promise<void> {
    const caller =
      context.caller ?? (await services.tokens.verify(headers.authorization).catch(() => undefined));
    if (!caller) return;
    context.caller = caller;
    if (!context.method) recordOperationOf(body, context);
  }

  function unexpected(error: unknown): HttpError {
    services.log.error('A request failed', error);
    return new HttpError(
      500,
      -32603,
      'Something went wrong on our side. It has been logged. Try again later.',
    );
  }
}

/** HEAD is answered like GET, without the body (RFC 9110 §9.3.2). */
function withoutBodyForHead(response: HttpResponse, { method }: HttpRequest): HttpResponse {
  return method === 'HEAD' ? { ...response, body: '' } : response;
}
