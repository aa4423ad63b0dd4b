import type { Resource } from '../mcp/definitions/define-resource.ts';
import { auditRecent, opsConfiguration, opsMetrics, opsTrace } from './diagnostics.ts';
import { inventoryCategory, inventoryItem, inventoryStatus } from './inventory.ts';
import { opsDeadline } from './ops-deadline.ts';
import { opsStatus } from './ops-status.ts';
import { policy, policyIndex, policyVersion } from './policies.ts';
import { fileATicketSkill } from './skills/file-a-ticket.ts';
import { ticket } from './tickets.ts';
import { views } from './views/index.ts';

/** Every resource; if several match a URI, the first one is used. */
export const resources: readonly Resource[] = [
  policyIndex,
  policy,
  policyVersion,
  inventoryStatus,
  inventoryItem,
  inventoryCategory,
  ticket,
  opsStatus,
  opsConfiguration,
  opsMetrics,
  auditRecent,
  opsTrace,
  opsDeadline,
  ...views,
  fileATicketSkill,
];
