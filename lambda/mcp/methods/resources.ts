import {
  ProtocolError,
  ProtocolErrorCode,
  type ResourceTemplateType,
  type Resource as WireResource,
} from '@modelcontextprotocol/server';
import { currentLanguage } from '../../observability/request-context.ts';
import { quote } from '../../redaction/quote-input.ts';
import { messages } from '../../text/messages.ts';
import { type Resource, variablesOf } from '../definitions/define-resource.ts';
import { type HandlerContext, pageOf, withErrorHandling } from './handler-context.ts';
import type { ListEntry } from './wire-definitions.ts';

export interface ResourceHandlerOptions {
  readonly listed: readonly ListEntry<WireResource>[];
  readonly templates: readonly ListEntry<ResourceTemplateType>[];
  readonly resources: readonly Resource[];
}

/** Answers resources/list, resources/templates/list and resources/read. */
export function registerResourceHandlers(
  context: HandlerContext,
  { listed, templates, resources }: ResourceHandlerOptions,
): void {
  const { server } = context;

  server.setRequestHandler(
    'resources/list',
    withErrorHandling(context, async ({ params }) => {
      const { entries, ...next } = pageOf(listed, 'resources', params?.cursor, context);
      return { resources: entries, ...next };
    }),
  );

  server.setRequestHandler(
    'resources/templates/list',
    withErrorHandling(context, async ({ params }) => {
      const { entries, ...next } = pageOf(templates, 'templates', params?.cursor, context);
      return { resourceTemplates: entries, ...next };
    }),
  );

  server.setRequestHandler(
    'resources/read',
    withErrorHandling(context, async ({ params: { uri } }) => {
      for (const resource of resources) {
        const variables = variablesOf(resource.uri, uri);
        if (!variables) continue;
        const content = await resource.read(variables, context);
        if (content === undefined) continue;
        const body = typeof content === 'string' ? { text: content } : { blob: content.base64 };
        return { contents: [{ uri, mimeType: resource.mimeType, ...body }] };
      }
      const message = messages.noSuchResource(quote(uri))[currentLanguage()];
      throw new ProtocolError(ProtocolErrorCode.InvalidParams, message, { uri });
    }),
  );
}
