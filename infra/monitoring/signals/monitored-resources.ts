import type { TokenAuthorizer } from '../../api/lambda-authorizer.ts';
import type { Api } from '../../api/rest-api.ts';
import type { Waf } from '../../api/waf.ts';
import type { AuditLock } from '../../compute/audit-lock.ts';
import type { McpFunction } from '../../compute/mcp-function.ts';
import type { Stage } from '../../config/stages.ts';
import type { Identity } from '../../identity/identity-provider.ts';
import type { AuditTrail } from '../../storage/audit-trail.ts';
import type { OpsTable } from '../../storage/table.ts';

/** DynamoDB operations of the request pipeline (lambda/dynamodb/client.ts). */
export const tableOperations = ['GetItem', 'Query', 'UpdateItem', 'TransactWriteItems'] as const;

export interface MonitoredResources {
  readonly stage: Stage;
  readonly api: Api;
  readonly waf: Waf | undefined;
  readonly server: McpFunction;
  readonly authorizer: TokenAuthorizer;
  readonly state: OpsTable;
  readonly identity: Identity;
  readonly auditTrail: AuditTrail;
  readonly auditLock: AuditLock;
}
