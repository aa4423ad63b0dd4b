import * as z from 'zod';
import { allScopes, type Scope } from '../../lambda/auth/scopes.ts';

const https = z.url({ protocol: /^https$/, error: 'expected an https:// URL' });

const shared = {
  /** Name on the sign-in page. `Cognito` is reserved for Cognito's own users. */
  name: z
    .string()
    .regex(/^(?!Cognito$)[A-Za-z][A-Za-z0-9-]{2,31}$/, 'expected 3 to 32 letters, digits or hyphens'),
  groupsClaim: z.string().min(1).default('groups'),
  /** Without it, every person whom the provider accepts may read and write. */
  scopesByGroup: z
    .record(z.string().min(1), z.array(z.enum(allScopes as readonly [Scope, ...Scope[]])))
    .optional(),
};

const federation = z.discriminatedUnion(
  'type',
  [
    z.strictObject({
      type: z.literal('saml'),
      ...shared,
      metadataUrl: https,
      emailClaim: z.string().default('http://schemas.xmlsoap.org/ws/2005/05/identity/claims/emailaddress'),
    }),
    z.strictObject({
      type: z.literal('oidc'),
      ...shared,
      issuer: https,
      clientId: z.string().min(1),
      /** Name in Secrets Manager. */
      secretName: z.string().regex(/^[\w/+=.@-]+$/, 'expected the name of a secret, not its value'),
      emailClaim: z.string().default('email'),
    }),
  ],
  { error: 'expected "type":"saml" or "type":"oidc"' },
);

/** The company's identity provider, used for signing in to the stack's own user pool. */
export type Federation = z.infer<typeof federation>;

/** Reads `-c federation='{…}'`, or an object in cdk.json. */
export function readFederation(value: unknown): Federation | undefined {
  if (value === undefined) return undefined;
  const parsed = federation.safeParse(typeof value === 'string' ? jsonIn(value) : value);
  if (parsed.success) return rejectOpenProvider(parsed.data);
  const problems = parsed.error.issues.map(({ path, message }) => [...path, message].join(': '));
  throw new Error(`-c federation: ${problems.join('; ')}`);
}

/** Rejects providers with public sign-up: every person with an account there could read and write. */
function rejectOpenProvider(federation: Federation): Federation {
  if (federation.type === 'saml' || federation.scopesByGroup) return federation;
  const isGoogle = /^https:\/\/accounts\.google\.com\/?$/.test(federation.issuer);
  const isAnyTenant = /^https:\/\/login\.microsoftonline\.com\/(common|organizations|consumers)\b/.test(
    federation.issuer,
  );
  if (!isGoogle && !isAnyTenant) return federation;
  throw new Error(
    '-c federation: this issuer lets in people of any company: give scopesByGroup, for Google with "groupsClaim":"hd" and your domain as the group',
  );
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
