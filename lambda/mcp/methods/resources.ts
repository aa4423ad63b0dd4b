import {
  ProtocolError,
  type ResourceTemplateType,
  type Resource as WireResource,
} from '@modelcontextprotocol/server';
import { quote } from '../../redaction/quote-input.ts';
import { type Resource, variablesOf } from '../definitions/define-resource.ts';
import { guarded, pageOf, type Served } from './handler-context.ts';
import type { Listed } from './wire-definitions.ts';

export interface ServedResources {
  readonly listed: readonly Listed<WireResource>[];
  readonly templates: readonly Listed<ResourceTemplateType>[];
  readonly resources: readonly Resource[];
}

/** Answers resources/list, resources/templates/list and resources/read. */
export function serveResources(served: Served, { listed, templates, resources }: ServedResources): void {
  const { server } = served;

  server.setRequestHandler(
    'resources/list',
    guarded(served, async ({ params }) => {
      const { entries, ...next } = pageOf(listed, 'resources', params?.cursor, served);
      return { resources: entries, ...next };
    }),
  );

  server.setRequestHandler(
    'resources/templates/list',
    guarded(served, async ({ params }) => {
      const { entries, ...next } = pageOf(templates, 'templates', params?.cursor, served);
      return { resourceTemplates: entries, ...next };
    }),
  );

  server.setRequestHandler(
    'resources/read',
    guarded(served, async ({ params: { uri } }) => {
      for (const resource of resources) {
        const variables = variablesOf(resource.uri, uri);
        if (!variables) continue;
        const text = await resource.read(variables, served);
        if (text !== undefined) return { contents: [{ uri, mimeType: resource.mimeType, text }] };
      }
      throw new ProtocolError(-32602, `There is no resource ${quote(uri)}.`, { uri });
    }),
  );
}
