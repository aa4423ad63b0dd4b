import * as z from 'zod';
import { type StageName, stages } from './stages.ts';

const https = z.url({ protocol: /^https$/, error: 'expected an https:// URL' });
const list = z.string().transform((text) => text.split(',').flatMap((entry) => entry.trim() || []));
const secretName = z.string().regex(/^[\w/+=.@-]+$/, 'expected the name of a secret, not its value');
/** Requires a fixed host and path, because the document's host decides where authorization codes are sent. */
const documentUrl = z
  .string()
  .regex(/^https:\/\/[\w.-]+\/[^\s?#]+$/, 'expected the https:// addresses of documents, each with a path');
const yesOrNo = z.union([z.boolean(), z.stringbool()], 'expected true or false');

export const contextSchema = z.object({
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

export type Context = z.infer<typeof contextSchema>;

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
