import * as z from 'zod';
import { ToolError } from '../errors/tool-error.ts';
import { defineTool, readOnly } from '../mcp/definitions/define-tool.ts';
import { type Policy, readPolicyVersion } from '../policies/policy.ts';
import { findSection, sectionsOf } from '../policies/search/sections.ts';
import { textPage } from '../policies/text-page.ts';
import { quote } from '../redaction/quote-input.ts';
import { cursor, nextCursor, text, wholeNumber } from '../schemas/fields.ts';
import { docId } from '../schemas/policy-fields.ts';
import type { Services } from '../services/services.ts';
import { messages } from '../text/messages.ts';

export const getPolicy = defineTool({
  name: 'get_policy',
  title: 'Read a policy',
  description:
    'Returns the text of one policy, whole or one section, in its current or an earlier version. ' +
    'Use it after search_policy named the doc_id, to quote exactly. Do not guess doc ids: search first.',
  scope: 'read',
  limit: { perMinute: 30 },
  cache: { seconds: 300 },
  annotations: readOnly,
  untrustedText: messages.untrusted.policy,

  input: z.strictObject({
    doc_id: docId.describe('From search_policy, such as "remote-work"'),
    version: wholeNumber(1, 1_000_000).optional().describe('The current one if left out'),
    section: text(1, 100).optional().describe('Number or heading of one section, such as "3"'),
    cursor,
  }),
  output: z.object({
    doc_id: z.string(),
    title: z.string(),
    tags: z.array(z.string()),
    language: z.string(),
    version: z.number().int(),
    latest_version: z.number().int(),
    last_updated: z.string(),
    author: z.string().optional(),
    department: z.string().optional(),
    section: z.string().nullable(),
    sections: z.array(z.string()).describe('Up to 100 headings'),
    body: z.string().describe('Markdown, in pages when long'),
    next_cursor: nextCursor,
    resource_uri: z.string(),
  }),

  async run({ doc_id, version, section }, { services, position }) {
    // All pages come from the version of the first page, even when a new version appears between them.
    const [pagedVersion, start = 0] = position?.split(':').map(Number) ?? [];
    const { policy, latest } = await findPolicy(doc_id, pagedVersion ?? version, services);
    const sections = sectionsOf(policy.body);
    const part = section === undefined ? undefined : findSection(policy, section);
    if (section !== undefined && !part) {
      throw new ToolError(
        'NOT_FOUND',
        messages.noSuchSection(doc_id, quote(section)),
        messages.sectionsAre(headingsOf(sections).join('; ')),
      );
    }
    const { page, next } = textPage(part ? `## ${part.heading}\n\n${part.text}` : policy.body, start);
    return {
      doc_id: policy.doc_id,
      title: policy.title,
      tags: [...policy.tags],
      language: policy.language,
      version: policy.version,
      latest_version: latest.version,
      last_updated: policy.last_updated,
      ...(policy.author && { author: policy.author }),
      ...(policy.department && { department: policy.department }),
      section: part?.heading ?? null,
      sections: headingsOf(sections),
      body: page,
      ...(next !== undefined && { next_cursor: `${policy.version}:${next}` }),
      resource_uri:
        policy.version === latest.version ? `policy://${doc_id}` : `policy://${doc_id}/v/${policy.version}`,
    };
  },
});

const maxHeadings = 100;

function headingsOf(sections: readonly { readonly heading: string }[]): string[] {
  return sections.slice(0, maxHeadings).map(({ heading }) => heading.slice(0, 200));
}

async function findPolicy(
  docId: string,
  version: number | undefined,
  { referenceData, db }: Services,
): Promise<{ policy: Policy; latest: Policy }> {
  const { all } = await referenceData.policies();
  const latest = all.get(docId);
  if (!latest) {
    throw new ToolError('NOT_FOUND', messages.noSuchPolicy(quote(docId)), messages.searchPolicy);
  }
  if (version === undefined || version === latest.version) return { policy: latest, latest };
  const policy = await readPolicyVersion(db, docId, version);
  if (policy) return { policy, latest };
  throw new ToolError(
    'NOT_FOUND',
    messages.noSuchVersion(docId, version),
    messages.versionsAre(latest.version),
  );
}
