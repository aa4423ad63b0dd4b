import { createApp } from '../../lambda/app.ts';
import { createServices } from '../../lambda/services.ts';
import { type DynamoDBProxy, startProxy } from './dynamodb-proxy.ts';
import type { AskOptions, Operations } from './operations.ts';

export interface ResourceReader extends AsyncDisposable {
  /** The content of a resource; throws when it was refused. */
  read(uri: string, options?: AskOptions): Promise<{ uri: string; mimeType: string; text: string }>;
  /** The error that a URI gets, and what DynamoDB was asked for meanwhile beside the limiter. */
  refused(uri: string, options?: AskOptions): Promise<{ error: unknown; lookUps: readonly string[] }>;
}

/** Reads resources through an instance of its own, whose requests to DynamoDB it counts. */
export async function startResourceReader(operations: Operations): Promise<ResourceReader> {
  const proxy: DynamoDBProxy = await startProxy(operations.table.endpoint);
  const services = createServices({ ...operations.services.config, dynamodbEndpoint: proxy.endpoint });
  const app = createApp(services);
  const ask = (uri: string, options?: AskOptions) =>
    operations.ask('resources/read', { uri }, { app, ...options });

  return {
    async read(uri, options) {
      const { result, error } = await ask(uri, options);
      if (error) throw new Error(`${uri} was refused: ${error.message}`);
      const [content] = result!.contents as [{ uri: string; mimeType: string; text: string }];
      return content;
    },
    async refused(uri, options) {
      const before = proxy.operations.length;
      const { error } = await ask(uri, options);
      return {
        error,
        lookUps: proxy.operations.slice(before).filter((operation) => operation !== 'UpdateItem'),
      };
    },
    [Symbol.asyncDispose]: () => proxy[Symbol.asyncDispose](),
  };
}
