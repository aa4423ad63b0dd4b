import middy from '@middy/core';
import { suppressAdminScope } from './suppress-admin-scope.ts';

const { ADMIN_SCOPE } = process.env;
if (!ADMIN_SCOPE) throw new Error('ADMIN_SCOPE: expected the full name of the admin scope');

/** Cognito's pre token generation trigger (V2). */
export const handler = middy(suppressAdminScope(ADMIN_SCOPE));
