import type { PreTokenGenerationV2TriggerEvent } from 'aws-lambda';
import { describe, expect, test } from 'vitest';
import { suppressScopes } from '../../lambda/handlers/suppress-scopes.ts';

const [read, write, admin] = ['read', 'write', 'admin'].map(
  (scope) => `https://mcp.example.com/mcp/${scope}`,
);
const scopes = [read!, write!, admin!];

interface SignIn {
  readonly poolGroups?: string[];
  readonly attributes?: Record<string, string>;
  readonly scopes?: string[];
}

function signIn({ poolGroups, attributes = {}, scopes }: SignIn): PreTokenGenerationV2TriggerEvent {
  return {
    triggerSource: 'TokenGeneration_HostedAuth',
    request: { userAttributes: attributes, groupConfiguration: { groupsToOverride: poolGroups }, scopes },
    response: { claimsAndScopeOverrideDetails: null },
  } as unknown as PreTokenGenerationV2TriggerEvent;
}

type Rules = Parameters<typeof suppressScopes>[0]['scopesByGroup'];

/** What Cognito is told to leave out of the token. */
async function suppressed(person: SignIn, scopesByGroup?: Rules): Promise<readonly string[]> {
  const { response } = await suppressScopes({ scopes, scopesByGroup })(signIn(person));
  return response.claimsAndScopeOverrideDetails?.accessTokenGeneration?.scopesToSuppress ?? [];
}

test('a member of the user pool’s group admins keeps every scope', async () => {
  const person = { poolGroups: ['staff', 'admins'], scopes: [admin!] };

  expect(await suppressScopes({ scopes })(signIn(person))).toEqual(signIn(person));
});

test.each([
  ['no group', {}],
  ['another group', { poolGroups: ['staff'] }],
  ['a group whose name is only like it', { poolGroups: ['admins-of-tea'] }],
  ['no group, who asked for admin', { scopes: [admin!] }],
])('a member of %s does not get the admin scope, and the others', async (_, person: SignIn) => {
  expect(await suppressed(person)).toEqual([admin]);
});

describe('a person of the company’s identity provider', () => {
  const rules = { 'ops-staff': [read!, write!], 'ops-admins': scopes, 'read only': [read!] };
  const federated = (groups?: string): SignIn => ({
    poolGroups: ['eu-north-1_AbCdEfGhI_Okta'],
    attributes: {
      'cognito:user_status': 'EXTERNAL_PROVIDER',
      ...(groups !== undefined && { 'custom:groups': groups }),
    },
  });

  test.each([
    ['one group', 'ops-staff', [admin]],
    ['groups as SAML brings them', '[everyone, ops-staff]', [admin]],
    ['groups as OIDC brings them', '["everyone","ops-admins"]', []],
    ['a group with a blank', '["read only"]', [write, admin]],
    ['scopes of two groups together', '[read only, ops-admins]', []],
    ['no group that is mapped', '[everyone]', [read, write, admin]],
    ['no group at all', undefined, [read, write, admin]],
    ['an empty list', '[]', [read, write, admin]],
    ['a group whose name only begins so', 'ops-admins2', [read, write, admin]],
    ['a group in another case', 'OPS-ADMINS', [read, write, admin]],
    ['something that is no group', '["__proto__",{"ops-admins":1},["ops-admins"]]', [read, write, admin]],
  ])('with %s', async (_, groups, expected) => {
    expect(await suppressed(federated(groups), rules)).toEqual(expected);
  });

  test('gets all but admin where no groups are mapped', async () => {
    expect(await suppressed(federated('[ops-admins]'))).toEqual([admin]);
  });

  test('and a person who has written the attribute themselves gets nothing by it', async () => {
    const attributes = { 'cognito:user_status': 'CONFIRMED', 'custom:groups': 'ops-admins' };

    expect(await suppressed({ attributes }, rules)).toEqual([admin]);
  });
});

test('without the names of the scopes it does not start, and says so', async () => {
  await expect(import('../../lambda/handlers/pre-token-generation.ts')).rejects.toThrow(
    'SCOPES: expected the full names of all scopes',
  );
});
