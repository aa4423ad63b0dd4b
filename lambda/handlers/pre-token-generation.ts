import middy from '@middy/core';
import { type ScopeRules, suppressScopes } from './suppress-scopes.ts';

const { SCOPES, SCOPES_BY_GROUP } = process.env;
if (!SCOPES)
  throw new Error('SCOPES: expected the full names of all scopes, the one for administrators last');

/** Cognito's pre token generation trigger (V2). */
export const handler = middy(
  suppressScopes({
    scopes: SCOPES.split(' '),
    ...(SCOPES_BY_GROUP && {
      scopesByGroup: JSON.parse(SCOPES_BY_GROUP) as NonNullable<ScopeRules['scopesByGroup']>,
    }),
  }),
);
