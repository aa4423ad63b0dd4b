import { existsSync, readFileSync } from 'node:fs';
import type { Node } from 'constructs';
import type { core } from 'zod';
import { rejectUnknownTargets } from '../../lambda/access/known-names.ts';
import { rejectUnknownScopes } from '../../lambda/auth/granted-scopes.ts';
import { rejectUnusableIssuers } from '../../lambda/auth/identity-providers.ts';
import { readScopeMap, scopeMapShape } from '../../lambda/config/value-formats.ts';
import { rejectUnknownLimits } from '../../lambda/pipeline/enforce-rate-limits.ts';
import { registry } from '../../lambda/registry.ts';
import { type Context, contextSchema } from './context-schema.ts';
import { type Federation, readFederation } from './federation-option.ts';
import type { Domain, ExistingIssuer, Options } from './options.ts';
import { type Stage, stages } from './stages.ts';

/**
 * Reads and checks the context options; throws one sentence per invalid option, with its name. `cliRegion` is the
 * region to which the CDK CLI would deploy.
 */
export function readOptions(node: Node, cliRegion?: string): Options {
  const defined = Object.fromEntries(
    Object.keys(contextSchema.shape).map((name) => [
      name,
      (node.tryGetContext(name) as unknown) ?? undefined,
    ]),
  );
  const parsed = contextSchema.safeParse(defined);
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

/** All variables of a Lambda function together have 4 KB. */
const maxPolicyBytes = 2_000;

/** The file's policy on one line; throws if the server would reject it. */
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

function sentence({ path, message }: core.$ZodIssue): string {
  return `-c ${String(path[0])}: ${message}`;
}
