import type { Resource } from '../mcp/definitions/define-resource.ts';
import { legacyRevisions, modernRevision } from '../mcp/protocol/protocol-versions.ts';
import { countTickets } from '../tickets/count-tickets.ts';

const startedAt = new Date().toISOString();

export const opsStatus: Resource = {
  uri: 'ops://status',
  name: 'ops-status',
  title: 'Status of this server',
  description:
    'Version, protocol revisions, how much there is, since when this instance runs, and what is left of your limits.',
  mimeType: 'application/json',
  scope: 'read',
  dependsOnQuotas: true,
  async read(_variables, { services, quotas }) {
    const [{ items }, { all }, tickets] = await Promise.all([
      services.referenceData.inventory(),
      services.referenceData.policies(),
      countTickets(services.db),
    ]);
    return JSON.stringify({
      version: services.config.version,
      protocol_revisions: [modernRevision, ...legacyRevisions],
      started_at: startedAt,
      limits: quotas(),
      counts: { items: items.length, policies: all.size, tickets },
    });
  },
};
