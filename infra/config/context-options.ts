import { existsSync, readFileSync } from 'node:fs';
import type { Node } from 'constructs';
import * as z from 'zod';
import { rejectUnknownTargets } from '../../lambda/access/known-names.ts';
import { rejectUnknownScopes } from '../../lambda/auth/granted-scopes.ts';
import { rejectUnusableIssuers } from '../../lambda/auth/identity-providers.ts';
import { readScopeMap, scopeMapShape } from '../../lambda/config/value-formats.ts';
import { rejectUnknownLimits } from '../../lambda/pipeline/enforce-rate-limits.ts';
import { registry } from '../../lambda/registry.ts';
import { type Federation, readFederation } from './federation-option.ts';
import { type ClientRegistrationOption, type Stage, type StageName, stages } from './stages.ts';

/** What `cdk deploy` was told with `-c name=value`. */
export interface Options {
  readonly stage: Stage;
  /** An issuer that exists already; without one the stack has its own Cognito user pool. */
  readonly issuer: ExistingIssuer | undefined;
  /** JSON of claims, their values and scopes: what groups and roles bring. */
  readonly scopeMap: string | undefined;
  /** The claims of a token that name groups and roles, separated by commas; undefined: the usual ones. */
  readonly groupClaims: string | undefined;
  /** JSON of who may use what besides the scopes. */
  readonly accessPolicy: string | undefined;
  readonly domain: Domain | undefined;
  readonly alarmEmail: string | undefined;
  /** The name of a secret in Secrets Manager that holds the URL of a Slack incoming webhook. */
  readonly slackWebhookSecret: string | undefined;
  /** Mailboxes that get every notification of tickets, stock, policies and mounted tools. */
  readonly noticeEmails: readonly string[];
  /** Names of secrets that hold the URLs of webhooks, which get each notification as JSON. */
  readonly noticeWebhookSecrets: readonly string[];
  /** Whether notifications of tickets have their titles. */
  readonly noticeTitles: boolean;
  /** More addresses that may receive a sign-in, such as the one ChatGPT gives each app. */
  readonly callbackUrls: readonly string[];
  /** Undefined: as the stage says for its own user pool. With an issuer that exists: what its sign-in offers. */
  readonly clientRegistration: ClientRegistrationOption | undefined;
  /** Client ID metadata documents of apps besides the known hosts, such as the company's own. */
  readonly clientDocuments: readonly string[];
  /** A company's identity provider, at which people sign in to the stack's own user pool. */
  readonly federation: Federation | undefined;
  /** Whether the user pool has a client for programs, which sign in as themselves. */
  readonly machineClient: boolean;
  /** Whether other MCP servers may be mounted; docs/several-servers.md. */
  readonly mountedServers: boolean;
  /** Names of secrets in Secrets Manager that sign this server in at them. */
  readonly mountedServerSecrets: readonly string[];
  /** Where the stack is deployed to, if that is known at synthesis. */
  readonly region: string | undefined;
  /** Whether a KMS key of the account's own encrypts all that lasts. */
  readonly customerKey: boolean;
  /** From where Cognito sends its mail, by SES in the stack's region; undefined: from Cognito's own address. */
  readonly emailFrom: string | undefined;
  /** False for a version that mends what is broken: alarms of the broken one would take it back. */
  readonly guardedRollout: boolean;
  /** Where V8's code cache of the server is made: in Lambda's image, or by this machine's Node when it is Lambda's. */
  readonly codeCache: CodeCache;
}

export type CodeCache = 'off' | 'image' | 'host';

export interface ExistingIssuer {
  /** Byte for byte the `iss` of its tokens: Auth0's ends in a slash. */
  readonly url: string;
  readonly jwksUri: string | undefined;
  readonly audience: string | undefined;
  readonly clientIds: string | undefined;
  readonly scopePrefix: string | undefined;
  /** A public client of that issuer, for apps that do not become known. */
  readonly publicClientId: string | undefined;
  readonly clientRegistration: ClientRegistrationOption | undefined;
  /** A client of that issuer for the canary; its secret is kept in Secrets Manager. */
  readonly canary: { readonly clientId: string; readonly secretName: string } | undefined;
}

export interface Domain {
  readonly name: string;
  /** An ACM certificate in the stack's region; without one it is made and proved through the hosted zone. */
  readonly certificateArn: string | undefined;
  readonly hostedZone: { readonly id: string; readonly name: string } | undefined;
}

const https = z.url({ protocol: /^https$/, error: 'expected an https:// URL' });
const list = z.string().transform((text) => text.split(',').flatMap((entry) => entry.trim() || []));
const secretName = z.string().regex(/^[\w/+=.@-]+$/, 'expected the name of a secret, not what is kept in it');
/** A fixed host and a path: the host that serves it decides where codes go. */
const documentUrl = z
  .string()
  .regex(/^https:\/\/[\w.-]+\/[^\s?#]+$/, 'expected the https:// addresses of documents, each with a path');
const yesOrNo = z.union([z.boolean(), z.stringbool()], 'expected true or false');

const context = z.object({
  stage: z
    .enum(Object.keys(stages) as [StageName, ...StageName[]], 'expected dev, small, staging or prod')
    .default('dev'),
  issuer: https.optional(),
  jwksUri: https.optional(),
  audience: z.string().optional(),
  clientIds: z.string().optional(),
  scopePrefix: z.string().optional(),
  scopeMap: z
    .union([z.string(), z.record(z.string(), z.unknown()).transform((map) => JSON.stringify(map))])
    .optional(),
  groupClaims: z
    .string()
    .regex(/^[\w:./-]+(?:,[\w:./-]+)*$/, 'expected names of claims, separated by commas')
    .optional(),
  accessPolicy: z.string().optional(),
  limits: z.preprocess(
    (values) => (typeof values === 'string' ? parsedJson(values) : values),
    z
      .record(
        z.string(),
        z.int().min(1).max(100_000),
        'expected JSON such as {"create_ticket":5,"caller":200}',
      )
      .optional(),
  ),
  readOnly: yesOrNo.optional(),
  canaryClientId: z.string().optional(),
  canarySecret: secretName.optional(),
  domain: z.hostname('expected a name such as mcp.example.com').optional(),
  certificateArn: z
    .string()
    .regex(/^arn:[\w-]+:acm:/, 'expected the ARN of an ACM certificate')
    .optional(),
  hostedZoneId: z.string().optional(),
  hostedZoneName: z.hostname('expected a name such as example.com').optional(),
  alarmEmail: z.email('expected an e-mail address').optional(),
  slackWebhookSecret: secretName.optional(),
  noticeEmails: list.pipe(z.array(z.email('expected e-mail addresses'))).default([]),
  noticeWebhookSecrets: list.pipe(z.array(secretName)).default([]),
  noticeTitles: yesOrNo.default(false),
  callbackUrls: list.default([]),
  clientRegistration: z.enum(['none', 'documents', 'open'], 'expected none, documents or open').optional(),
  clientDocuments: list.pipe(z.array(documentUrl)).default([]),
  publicClientId: z.string().optional(),
  federation: z.unknown().optional(),
  machineClient: yesOrNo.default(false),
  mountedServers: yesOrNo.default(false),
  mountedServerSecrets: list.pipe(z.array(secretName)).default([]),
  auditLock: z.enum(['governance', 'compliance'], 'expected governance or compliance').optional(),
  region: z
    .string()
    .regex(/^[a-z]{2}(-[a-z]+)+-\d$/, 'expected a region such as ap-northeast-2')
    .optional(),
  customerKey: yesOrNo.default(false),
  emailFrom: z.email('expected an e-mail address whose domain SES has verified').optional(),
  guardedRollout: yesOrNo.default(true),
  codeCache: z.enum(['off', 'image', 'host'], 'expected off, image or host').default('off'),
});

/**
 * Reads and checks the options; throws one sentence per bad option, each naming it. `cliRegion` is where the CDK CLI
 * would deploy to.
 */
export function readOptions(node: Node, cliRegion?: string): Options {
  const defined = Object.fromEntries(
    Object.keys(context.shape).map((name) => [name, (node.tryGetContext(name) as unknown) ?? undefined]),
  );
  const parsed = context.safeParse(defined);
  if (!parsed.success) throw new Error(parsed.error.issues.map(sentence).join('\n'));
  const values = parsed.data;
  const stage = withOverrides(stages[values.stage], values);
  rejectUnknownLimits({ limits: new Map(Object.entries(stage.limits)) }, registry.tools);
  const alarmEmail = values.alarmEmail ?? stage.alarmEmail;
  if (stage.needsAlarmEmail && !alarmEmail) {
    throw new Error(
      `-c alarmEmail: ${stage.name} needs a recipient for its alarms; add -c alarmEmail=ADDRESS, or set alarmEmail in infra/config/stages.ts`,
    );
  }

  return {
    stage,
    issuer: issuerOf(values),
    scopeMap: checkedScopeMap(values.scopeMap),
    groupClaims: values.groupClaims,
    accessPolicy: checkedAccessPolicy(values),
    domain: domainOf({ ...values, domain: values.domain ?? stage.domain }),
    alarmEmail,
    slackWebhookSecret: values.slackWebhookSecret,
    noticeEmails: values.noticeEmails,
    noticeWebhookSecrets: values.noticeWebhookSecrets,
    noticeTitles: values.noticeTitles,
    callbackUrls: values.callbackUrls,
    clientRegistration: values.clientRegistration,
    clientDocuments: values.clientDocuments,
    federation: federationOf(values),
    machineClient: values.machineClient,
    mountedServers: values.mountedServers,
    mountedServerSecrets: values.mountedServerSecrets,
    region: values.region ?? cliRegion,
    customerKey: values.customerKey,
    emailFrom: emailFromOf(values, cliRegion),
    guardedRollout: values.guardedRollout,
    codeCache: values.codeCache,
  };
}

function withOverrides(stage: Stage, { auditLock, readOnly = stage.readOnly, limits }: Context): Stage {
  const lock = auditLock ?? stage.audit.lock;
  return { ...stage, readOnly, limits: { ...stage.limits, ...limits }, audit: { ...stage.audit, lock } };
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

type Context = z.infer<typeof context>;

function issuerOf({
  issuer,
  jwksUri,
  audience,
  clientIds,
  scopePrefix,
  publicClientId,
  clientRegistration,
  clientDocuments,
  canaryClientId,
  canarySecret,
}: Context): ExistingIssuer | undefined {
  if (Boolean(canaryClientId) !== Boolean(canarySecret)) {
    throw new Error('-c canaryClientId and -c canarySecret belong together: the canary signs in with both');
  }
  const canary =
    canaryClientId && canarySecret ? { clientId: canaryClientId, secretName: canarySecret } : undefined;
  if (issuer) {
    rejectUnusableIssuers({ issuers: [issuer] });
    if (clientDocuments.length > 0) {
      throw new Error('-c clientDocuments is for the own user pool: an existing issuer keeps its own list');
    }
    return {
      url: issuer,
      jwksUri,
      audience,
      clientIds,
      scopePrefix,
      publicClientId,
      clientRegistration,
      canary,
    };
  }
  if (jwksUri ?? audience ?? clientIds ?? scopePrefix ?? publicClientId ?? canary) {
    throw new Error(
      '-c jwksUri, audience, clientIds, scopePrefix, publicClientId, canaryClientId and canarySecret describe an existing issuer: add -c issuer=https://…',
    );
  }
  return undefined;
}

function federationOf({ federation, issuer }: Context): Federation | undefined {
  if (federation !== undefined && issuer) {
    throw new Error('-c federation is for the own user pool: an existing issuer federates by itself');
  }
  return readFederation(federation);
}

function emailFromOf({ emailFrom, issuer, region }: Context, cliRegion?: string): string | undefined {
  if (emailFrom && issuer)
    throw new Error('-c emailFrom is for the own user pool: an existing issuer sends its own mail');
  if (emailFrom && !region && !cliRegion)
    throw new Error('-c emailFrom needs -c region=: SES sends from there');
  return emailFrom;
}

function checkedScopeMap(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const scopeMap = readScopeMap(text);
  if (!scopeMap) throw new Error(`-c scopeMap: ${scopeMapShape}`);
  rejectUnknownScopes({ scopeMap });
  return text;
}

/** Lambda has 4 KB for all variables of a function together. */
const maxPolicyBytes = 2_000;

/** The file's policy as one line; throws when the server would not start with it. */
function checkedAccessPolicy({ accessPolicy: file, mountedServers }: Context): string | undefined {
  if (file === undefined) return undefined;
  if (!existsSync(file)) throw new Error(`-c accessPolicy: there is no file ${file}`);
  const text = readFileSync(file, 'utf8');
  rejectUnknownTargets({ accessPolicy: text, mountedServers }, registry);
  const line = JSON.stringify(JSON.parse(text));
  if (Buffer.byteLength(line) <= maxPolicyBytes) return line;
  throw new Error(
    `-c accessPolicy: the policy has ${Buffer.byteLength(line)} bytes, and a function's variables leave room for ${maxPolicyBytes}; name more with one * and fewer rules`,
  );
}

function domainOf({ domain, certificateArn, hostedZoneId, hostedZoneName }: Context): Domain | undefined {
  if (!domain) return undefined;
  const hostedZone = hostedZoneId && hostedZoneName ? { id: hostedZoneId, name: hostedZoneName } : undefined;
  if (!certificateArn && !hostedZone) {
    throw new Error(
      '-c domain needs -c certificateArn=arn:… or both -c hostedZoneId=Z… and -c hostedZoneName=example.com',
    );
  }
  return { name: domain, certificateArn, hostedZone };
}

function sentence({ path, message }: z.core.$ZodIssue): string {
  return `-c ${String(path[0])}: ${message}`;
}
