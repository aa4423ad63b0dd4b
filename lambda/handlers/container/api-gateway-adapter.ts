import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { APIGatewayAuthorizerResult, APIGatewayTokenAuthorizerEvent, Context } from 'aws-lambda';
import type { Config } from '../../config/config.ts';
import { bearerPattern } from '../../http/gateway-contract.ts';
import {
  type GatewayResponse,
  type GatewayResponseType,
  gatewayResponses,
  resourceMetadata,
} from '../../http/gateway-responses.ts';
import type { AuditRecord } from '../../observability/audit-log.ts';
import { type MetricName, suspicionMetrics } from '../../observability/metric-definitions.ts';
import { outcomeOfStatus, type Suspicion } from '../../observability/outcome.ts';
import { createBurstCounter, isTraversalPath } from '../../observability/suspicion.ts';
import { keepsChallenge } from '../create-handler.ts';
import { contextOf, eventOf, routeOf, urlOf } from './gateway-event.ts';
import { recordNodeRefusals } from './node-refusals.ts';
import { createBodyReader } from './read-body.ts';
import { ResponseStream, type StreamingHandler } from './response-stream.ts';

export interface GatewayOptions {
  readonly config: Config;
  readonly functions: Promise<Functions>;
  readonly authorizationServer: AuthorizationServer | undefined;
  /** Headers to rename as API Gateway does; none by default. */
  readonly renamed?: Readonly<Record<string, string>>;
  /** Called with the access log record of a request that the gateway itself answered. */
  readonly record: (record: AuditRecord) => void;
  /** Called at the end of each answer, as API Gateway measures it. */
  readonly onResponse?: (status: number, seconds: number) => void;
}

export interface Functions {
  readonly handler: StreamingHandler;
  readonly authorizer: (
    event: APIGatewayTokenAuthorizerEvent,
    context: Context,
  ) => Promise<APIGatewayAuthorizerResult>;
  readonly emit?: (values: Partial<Record<MetricName, number>>) => void;
}

/** Public routes have no body. */
const noBody = Buffer.alloc(0);
/** Rejections of one address within a minute that count as a flood; behind a proxy all clients share an address. */
const floodThreshold = 60;
/** Longer than load balancers and clients keep idle connections, so that the server never closes first. */
const keepAliveMs = 75_000;
/** API Gateway's time for a request; a slower client is cut off. */
const requestMs = 30_000;

/** Serves the handler as API Gateway does, from the same routes and responses. */
export function createGateway(options: GatewayOptions): Server {
  const { config, authorizationServer } = options;
  const readBody = createBodyReader();
  const countRefusal = createBurstCounter();
  const stageVariables = options.renamed ? null : { [keepsChallenge]: 'true' };
  const names = [config, ...loopbackAlias(config)].map((named) => ({
    host: new URL(named.mcpUrl).host,
    responses: gatewayResponses(named),
    metadata: (path: string) => resourceMetadata(named, config.issuers[0]!, path),
  }));

  const server = createServer({ keepAliveTimeout: keepAliveMs, requestTimeout: requestMs });
  recordNodeRefusals(server, options);
  return server.on('request', (request, response) => {
    const startedAt = Date.now();
    response.once('close', () => {
      // 499 as in nginx: the client left before the answer.
      options.onResponse?.(
        response.headersSent ? response.statusCode : 499,
        (Date.now() - startedAt) / 1_000,
      );
    });
    const path = urlOf(request).pathname;
    const { responses, metadata } = names.find(({ host }) => host === request.headers.host) ?? names[0]!;
    if (authorizationServer?.handles(path)) return authorizationServer.handle(request, response);
    serve(request, response, path).catch(() => end(request.complete ? 'DEFAULT_5XX' : 'DEFAULT_4XX'));

    function end(type: GatewayResponseType, ofToken?: Suspicion): void {
      // A request that was cut off is recorded already; one that reached the function has its record.
      if (response.headersSent || (response.destroyed && request.complete)) return void response.destroy();
      const ofRequest = ofToken ?? suspicionOf(request, countRefusal);
      // The authorizer has already counted a suspicious token.
      if (ofRequest && !ofToken)
        options.functions.then(
          ({ emit }) => emit?.(suspicionMetrics(ofRequest)),
          () => {},
        );
      options.record(accessLogLine(request, type, responses[type].status, startedAt, ofRequest));
      write(response, responses[type]);
    }

    async function serve(request: IncomingMessage, response: ServerResponse, path: string): Promise<void> {
      const route = routeOf(request.method ?? 'GET', path);
      if (!route) return end('MISSING_AUTHENTICATION_TOKEN');
      if (route.to === 'resource-metadata') return write(response, metadata(path.replace(/\/$/, '')));
      // Before the body is read: unauthenticated bodies must not fill the memory.
      const refused = route.authorized ? await askAuthorizer(request) : undefined;
      if (refused) return end(refused.type, refused.suspicion);
      const body = route.authorized ? await readBody(request) : noBody;
      if (typeof body === 'string') return end(body);

      const event = eventOf(request, route, path, body, stageVariables);
      const stream = new ResponseStream(response, options.renamed ?? {});
      const { handler } = await options.functions;
      await handler(event, stream, contextOf(event));
    }
  });

  async function askAuthorizer({ headers }: IncomingMessage): Promise<RefusedToken | undefined> {
    const token = headers.authorization;
    if (token === undefined || !new RegExp(bearerPattern).test(token)) return { type: 'UNAUTHORIZED' };
    const methodArn = 'arn:aws:execute-api:local:000000000000:gateway/local/POST/mcp';
    const { authorizer } = await options.functions;
    return authorizer({ type: 'TOKEN', authorizationToken: token, methodArn }, {} as Context).then(
      ({ policyDocument, context }) =>
        policyDocument.Statement.some(({ Effect }) => Effect === 'Deny')
          ? { type: 'ACCESS_DENIED', suspicion: context?.suspicion as Suspicion | undefined }
          : undefined,
      () => ({ type: 'AUTHORIZER_FAILURE' }),
    );
  }
}

interface RefusedToken {
  readonly type: GatewayResponseType;
  readonly suspicion?: Suspicion | undefined;
}

function suspicionOf(
  { url = '', socket }: IncomingMessage,
  countRefusal: ReturnType<typeof createBurstCounter>,
): Suspicion | undefined {
  if (isTraversalPath(url)) return 'path_traversal';
  return countRefusal(socket.remoteAddress ?? '') >= floodThreshold ? 'flood' : undefined;
}

/** On a laptop, `localhost` and `127.0.0.1` are one server: clients compare the metadata with the name they were told. */
function loopbackAlias(config: Config): Config[] {
  const url = new URL(config.mcpUrl);
  const alias = { localhost: '127.0.0.1', '127.0.0.1': 'localhost' }[url.hostname];
  if (url.protocol !== 'http:' || !alias) return [];
  return [{ ...config, mcpUrl: `http://${url.host.replace(url.hostname, alias)}${url.pathname}` }];
}

/** Of the client's input, only values from a few known words. */
function accessLogLine(
  { method }: IncomingMessage,
  type: GatewayResponseType,
  status: number,
  startedAt: number,
  suspicion: Suspicion | undefined,
): AuditRecord {
  return {
    audit: true,
    time: new Date(startedAt).toISOString(),
    request_id: randomUUID(),
    method: `gateway ${method}`,
    outcome: outcomeOfStatus(status),
    error_code: type,
    ...(suspicion && { suspicion }),
    status,
    ms: Date.now() - startedAt,
  };
}

function write(response: ServerResponse, { status, headers, body }: GatewayResponse): void {
  response.writeHead(status, headers).end(body);
}

export interface AuthorizationServer {
  /** Whether a path, without its query, is the authorization server's to answer. */
  handles(path: string): boolean;
  handle(req: IncomingMessage, res: ServerResponse): void;
}
