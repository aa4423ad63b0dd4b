import { ProtocolError, ProtocolErrorCode } from '@modelcontextprotocol/server';
import * as z from 'zod';
import { currentLanguage } from '../../observability/request-context.ts';
import { quote } from '../../redaction/quote-input.ts';
import { isSameUri } from '../../text/canonical-uri.ts';
import { messages } from '../../text/messages.ts';
import type { ReadContext, Resource } from '../definitions/define-resource.ts';
import { modernRevision } from '../protocol/protocol-versions.ts';
import { type HandlerContext, withErrorHandling } from './handler-context.ts';

/** The extension's name in the capabilities (SEP-2640). */
export const skillsExtension = 'io.modelcontextprotocol/skills';

const scheme = 'skill://';
const cacheHint = { ttlMs: 300_000, cacheScope: 'private' as const };

// Module scope: building a schema takes longer than the rest of a request's server.
const listParams = z.looseObject({ cursor: z.string().optional() }).optional();
const getParams = z.looseObject({ uri: z.string() });

type Catalog = Awaited<ReturnType<typeof loadCatalog>>;
const catalogs = new WeakMap<readonly Resource[], Promise<Catalog>>();

/** Answers skills/list and skills/get; the files of a skill are resources, and are read and listed as such. */
export function registerSkillHandlers(
  context: HandlerContext,
  { resources, revision }: { readonly resources: readonly Resource[]; readonly revision: string },
): void {
  const { server, caller, rights } = context;
  const cacheFields = revision === modernRevision ? cacheHint : {};

  /** Skills whose instructions the caller may read. */
  async function visibleSkills() {
    const permitted = resources.filter(
      ({ uri, scope }) => uri.startsWith(scheme) && caller.scopes.has(scope) && rights.resource(uri).allowed,
    );
    const catalog = permitted.length > 0 ? await catalogOf(resources, context) : [];
    return catalog.filter((skill) => permitted.some(({ uri }) => uri === skill.uri));
  }

  server.setRequestHandler(
    'skills/list',
    { params: listParams },
    withErrorHandling(context, async () => ({ skills: await visibleSkills(), ...cacheFields })),
  );

  server.setRequestHandler(
    'skills/get',
    { params: getParams },
    withErrorHandling(context, async ({ uri }) => {
      const skill = (await visibleSkills()).find((entry) => isSameUri(entry.uri, uri));
      if (skill) return { skill, ...cacheFields };
      const message = messages.noSuchSkill(quote(uri))[currentLanguage()];
      throw new ProtocolError(ProtocolErrorCode.InvalidParams, message, { uri });
    }),
  );
}

/** Skills are part of the code, so a catalog never changes. */
function catalogOf(resources: readonly Resource[], context: ReadContext): Promise<Catalog> {
  let catalog = catalogs.get(resources);
  if (!catalog) {
    catalog = loadCatalog(resources, context);
    catalogs.set(resources, catalog);
  }
  return catalog;
}

/** The entries with their digests, built and checked by the SDK. Imported on demand: few hosts use skills. */
async function loadCatalog(resources: readonly Resource[], context: ReadContext) {
  const { memorySkillFiles, SkillsExtension } = await import('@modelcontextprotocol/server/ext/skills');
  const files = await Promise.all(
    resources
      .filter(({ uri }) => uri.startsWith(scheme))
      .map(
        async (resource) => [resource.uri.slice(scheme.length), await resource.read({}, context)] as const,
      ),
  );
  const { entries } = await SkillsExtension.load(
    memorySkillFiles(Object.fromEntries(files) as Record<string, string>),
    { strict: true },
  );
  return entries;
}
