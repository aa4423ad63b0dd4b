import { createApp } from '../../lambda/app.ts';
import { createServices } from '../../lambda/services/services.ts';
import { startProxy } from './dynamodb-proxy.ts';
import type { SendOptions, TestServer } from './operations.ts';

export interface ResourceReader extends AsyncDisposable {
  /** The content of a resource; throws when it was refused. */
  read(uri: string, options?: SendOptions): Promise<{ uri: string; mimeType: string; text: string }>;
  /** The error that a URI gets, and what was looked up for it: all but the limit and the version of the data. */
  refused(uri: string, options?: SendOptions): Promise<{ error: unknown; lookUps: readonly string[] }>;
}

/** Reads resources through an instance of its own, whose requests to DynamoDB it watches. */
export async function startResourceReader(operations: TestServer): Promise<ResourceReader> {
  const lookUps: string[] = [];
  const proxy = await startProxy(operations.table.endpoint, ({ operation, body }, forward) => {
    const isTheSameForAll = operation === 'UpdateItem' || body.includes('"DATA"');
    if (!isTheSameForAll) lookUps.push(operation);
    return forward();
  });
  const services = createServices({ ...operations.services.config, dynamodbEndpoint: proxy.endpoint });
  const app = createApp(services);
  const ask = (uri: string, options?: SendOptions) =>
    operations.ask('resources/read', { uri }, { app, ...options });

  return {
    async read(uri, options) {
      const { result, error } = await ask(uri, options);
      if (error) throw new Error(`${uri} was refused: ${error.message}`);
      const [content] = result!.contents as [{ uri: string; mimeType: string; text: string }];
      return content;
    },
    async refused(uri, options) {
      const before = lookUps.length;
      const { error } = await ask(uri, options);
      return { error, lookUps: lookUps.slice(before) };
    },
    [Symbol.asyncDispose]: () => proxy[Symbol.asyncDispose](),
  };
}
