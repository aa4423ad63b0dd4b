import { createAccessControl } from '../../../lambda/access/access-rights.ts';
import { scopeExtent } from '../../../lambda/access/scope-extent.ts';
import { parseEndpoint } from '../../../lambda/auth/mcp-endpoint.ts';
import { personName } from '../../../lambda/auth/person-name.ts';
import type { Config } from '../../../lambda/config/config.ts';
import { registry } from '../../../lambda/registry.ts';
import type { ScopeExtentOf } from './sign-in.ts';

/**
 * Uses the server's own access policy and read-only switch, so that the consent page shows what calls will be allowed.
 */
export function createScopeExtent(
  config: Pick<Config, 'accessPolicy' | 'readOnly' | 'issuers' | 'issuerAliases'>,
  issuer: string,
): ScopeExtentOf {
  const access = createAccessControl(config);
  return (scope, { account, clientId, resource }) => {
    const caller = {
      id: account,
      issuer,
      subject: account,
      person: personName(issuer, account, config),
      clientId,
      scopes: new Set([scope]),
      // The local sign-in has no groups.
      groups: [],
      endpoints: [],
    };
    const endpoint = parseEndpoint(URL.parse(resource ?? '')?.pathname ?? '');
    return scopeExtent(scope, registry.tools, access.rightsOf(caller, endpoint));
  };
}
