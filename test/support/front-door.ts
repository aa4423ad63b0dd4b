import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import type { APIGatewayAuthorizerResult } from 'aws-lambda';
import { createGateway } from '../../lambda/handlers/container/api-gateway-adapter.ts';
import {
  installLambdaGlobal,
  type StreamingHandler,
} from '../../lambda/handlers/container/response-stream.ts';
import { createHandler } from '../../lambda/handlers/create-handler.ts';
import { renamedHeaders } from '../../lambda/http/gateway-contract.ts';
import type { AuditRecord } from '../../lambda/observability/audit-log.ts';
import type { TestApp } from './app.ts';

/** The app behind the gateway of local runs: the same event, authorizer and response stream as in `npm start`. */
export async function serveFrontDoor({ app, services }: TestApp): Promise<FrontDoor> {
  installLambdaGlobal();
  const accessLog: AuditRecord[] = [];
  const gateway = createGateway({
    config: services.config,
    functions: Promise.resolve({
      handler: createHandler(app, () => services.tracer.flush()) as unknown as StreamingHandler,
      authorizer: ({ authorizationToken }) =>
        services.tokens.verify(authorizationToken).then(
          () => decision('Allow'),
          () => decision('Deny'),
        ),
    }),
    authorizationServer: undefined,
    renamed: renamedHeaders,
    record: (record) => accessLog.push(record),
  });
  await once(gateway.listen(0, '127.0.0.1'), 'listening');
  return {
    origin: `http://127.0.0.1:${(gateway.address() as AddressInfo).port}`,
    accessLog,
    async [Symbol.asyncDispose]() {
      gateway.closeAllConnections();
      gateway.close();
      await once(gateway, 'close');
    },
  };
}

function decision(Effect: 'Allow' | 'Deny'): APIGatewayAuthorizerResult {
  const Statement = [{ Action: 'execute-api:Invoke', Effect, Resource: '*' }];
  return { principalId: 'test', policyDocument: { Version: '2012-10-17', Statement } };
}

export interface FrontDoor extends AsyncDisposable {
  readonly origin: string;
  /** What the gateway ended by itself. */
  readonly accessLog: readonly AuditRecord[];
}
