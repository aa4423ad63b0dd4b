import type { PreTokenGenerationV2TriggerEvent } from 'aws-lambda';
import { expect, test } from 'vitest';
import { suppressAdminScope } from '../../lambda/handlers/suppress-admin-scope.ts';

const adminScope = 'https://mcp.example.com/mcp/admin';
const trigger = suppressAdminScope(adminScope);

function signInOf(groups: string[] | undefined, scopes?: string[]): PreTokenGenerationV2TriggerEvent {
  return {
    triggerSource: 'TokenGeneration_HostedAuth',
    request: { userAttributes: {}, groupConfiguration: { groupsToOverride: groups }, scopes },
    response: { claimsAndScopeOverrideDetails: null },
  } as unknown as PreTokenGenerationV2TriggerEvent;
}

test('a member of the group admins keeps every scope', async () => {
  const event = signInOf(['staff', 'admins'], [adminScope]);

  expect(await trigger(event)).toEqual(signInOf(['staff', 'admins'], [adminScope]));
});

test.each([
  ['nobody’s group', undefined],
  ['another group', ['staff']],
  ['a group whose name is only like it', ['admins-of-tea']],
])('a member of %s does not get the admin scope', async (_, groups) => {
  const { response } = await trigger(signInOf(groups, [adminScope]));

  expect(response.claimsAndScopeOverrideDetails).toEqual({
    accessTokenGeneration: { scopesToSuppress: [adminScope] },
  });
});

test('it is taken away also when no scope was asked for, which means all of the client’s', async () => {
  const { response } = await trigger(signInOf(undefined, undefined));

  expect(response.claimsAndScopeOverrideDetails).toEqual({
    accessTokenGeneration: { scopesToSuppress: [adminScope] },
  });
});

test('without the name of the scope it does not start, and says so', async () => {
  await expect(import('../../lambda/handlers/pre-token-generation.ts')).rejects.toThrow(
    'ADMIN_SCOPE: expected the full name of the admin scope',
  );
});
