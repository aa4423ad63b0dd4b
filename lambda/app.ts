import { Refusal } from './errors/http-error.ts';
import { corsHeaders, preflight } from './http/cors.ts';
import type { HttpRequest, HttpResponse } from './http/messages.ts';
import { checkRequest } from './http/validate-request.ts';
import type { Surface } from './mcp/definitions/server-features.ts';
import { idOf, noAnswer, readMessage } from './mcp/protocol/parse-request.ts';
import { createMcp } from './mcp/server.ts';
import { auditRecordOf } from './observability/audit-log.ts';
import { outcomeOf } from './observability/outcome.ts';
import { askedNotes } from './observability/record-request.ts';
import { type Call, currentCall, startCall } from './observability/request-context.ts';
import { span } from './observability/tracing/span.ts';
import { authenticate } from './pipeline/authenticate.ts';
import { permissionsOf } from './pipeline/authorize.ts';
import { withinLimits } from './pipeline/enforce-rate-limits.ts';
import { publicPage } from './pipeline/public-routes.ts';
import { surface as everything } from './registry.ts';
import type { Services } from './services/services.ts';

export type App = (request: HttpRequest) => Promise<HttpResponse>;

/** The whole server as one function: who → may they → how often → MCP → what is recorded. */
export function createApp(services: Services, surface: Surface = everything): App {
  const mcp = createMcp(services, surface);
  const { noteAsked, noteAskedIn } = askedNotes(surface);
  const { neededFor, requireScope } = permissionsOf(surface, services.config);

  return async (request) => {
    const page = preflight(request, services.config) ?? (await publicPage(request, services));
    if (page) return page;

    const call = startCall(request, services.config);
    return currentCall.run(call, async () => {
      const response = await answer(request, call).catch((error) => refuse(error, request, call));
      const ms = Date.now() - call.startedAt;
      await span('audit', () => services.audit.write(auditRecordOf(call, response.status, ms)));
      services.metrics.record(call, response.status, ms);
      services.traces.record(call, response.status);
      return { ...response, headers: { ...response.headers, ...corsHeaders(request, services.config) } };
    });
  };

  async function answer(request: HttpRequest, call: Call): Promise<HttpResponse> {
    checkRequest(request, services.config); // 403 · 404 · 405 · 406 · 413 · 415
    const caller = await span('auth', () => authenticate(request, call, services)); // 401
    const message = readMessage(request); // 400
    if (message === noAnswer) return received(request, call); // 202

    call.revision = message.revision;
    noteAsked(message.request, call);
    const need = neededFor(message);
    requireScope(need, caller, message); // 403
    return withinLimits(need, caller, services, (admitted) => mcp.serve(message, caller, admitted)); // 429
  }

  function received({ body }: HttpRequest, call: Call): HttpResponse {
    noteAskedIn(body, call);
    return { status: 202, headers: {}, body: '' };
  }

  async function refuse(error: unknown, request: HttpRequest, call: Call): Promise<HttpResponse> {
    await noteWho(request, call);
    const refusal = error instanceof Refusal ? error : unexpected(error);
    call.outcome = outcomeOf(refusal.status);
    call.result = undefined; // read already, it may be, but not given out
    call.errorCode = String(refusal.code);
    return refusal.toResponse(idOf(request.body));
  }

  /** Also of what was refused before anybody looked at the token; of somebody unknown, not even the words are read. */
  async function noteWho({ headers, body }: HttpRequest, call: Call): Promise<void> {
    const caller =
      call.caller ?? (await services.tokens.verify(headers.authorization).catch(() => undefined));
    if (!caller) return;
    call.caller = caller;
    if (!call.method) noteAskedIn(body, call);
  }

  function unexpected(error: unknown): Refusal {
    services.log.error('A request failed', error);
    return new Refusal(500, -32603, 'Something went wrong on our side. It has been logged. Try again later.');
  }
}
