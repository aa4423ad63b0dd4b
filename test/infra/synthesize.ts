import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import { inject } from 'vitest';
import cdkJson from '../../cdk.json' with { type: 'json' };
import { readOptions } from '../../infra/config/context-options.ts';
import { OpsAssistantStack } from '../../infra/ops-assistant-stack.ts';

/**
 * The stack's template as `cdk synth -c name=value` makes it, without what takes time: bundling and validation. All
 * files of a run share what one of them has synthesised.
 */
export function synthesize(options: Record<string, string> = {}): Template {
  const folder = join(inject('runFolder'), 'templates');
  const file = join(folder, `${createHash('sha256').update(JSON.stringify(options)).digest('hex')}.json`);
  if (existsSync(file)) return Template.fromJSON(JSON.parse(readFileSync(file, 'utf8')));
  const template = Template.fromStack(stackOf(options));
  mkdirSync(folder, { recursive: true });
  // Another worker must not read half a file.
  writeFileSync(`${file}.${process.pid}`, JSON.stringify(template.toJSON()));
  renameSync(`${file}.${process.pid}`, file);
  return template;
}

/** What the synthesis says to the person. */
export function messagesOf(options: Record<string, string>): string[] {
  return Annotations.fromStack(stackOf(options))
    .findInfo('*', Match.anyValue())
    .map(({ entry }) => String(entry.data));
}

function stackOf(options: Record<string, string>): OpsAssistantStack {
  const app = new App({
    context: { ...cdkJson.context, ...alarmRecipient(options), ...options, 'aws:cdk:bundling-stacks': [] },
    builtinCloudFormationValidation: false,
  });
  return new OpsAssistantStack(app, readOptions(app.node));
}

/** Stages for real use are not synthesised without one. */
function alarmRecipient({ stage }: Record<string, string>): Record<string, string> {
  return stage === 'prod' || stage === 'small' ? { alarmEmail: 'oncall@example.com' } : {};
}

export interface Resource {
  readonly Type: string;
  readonly Properties: unknown;
  readonly DeletionPolicy?: string;
  readonly DependsOn?: readonly string[];
}

/** The one resource of a type, or of those whose logical id begins with `prefix`. */
export function only(template: Template, type: string, prefix = ''): Resource {
  const found = Object.entries(template.findResources(type)).filter(([id]) => id.startsWith(prefix));
  if (found.length !== 1) throw new Error(`Expected one ${type} ${prefix}, found ${found.length}`);
  return found[0]![1] as Resource;
}

export interface Method {
  readonly HttpMethod: string;
  readonly ResourceId: { readonly Ref?: string };
  readonly AuthorizationType: string;
  readonly AuthorizerId?: { readonly Ref: string };
  readonly Integration: {
    readonly Type: string;
    readonly Uri?: unknown;
    readonly TimeoutInMillis?: number;
    readonly ResponseTransferMode?: string;
    readonly IntegrationResponses?: readonly {
      readonly StatusCode: string;
      readonly ResponseParameters: Record<string, string>;
      /** None for HEAD. */
      readonly ResponseTemplates?: Record<string, string>;
    }[];
  };
}

/** `GET /health` and so on, with each method's properties. */
export function methodsOf(template: Template): Map<string, Method> {
  const resources = template.findResources('AWS::ApiGateway::Resource') as Record<string, Resource>;
  const pathOf = (id: string | undefined): string => {
    if (!id) return '';
    const { ParentId, PathPart } = resources[id]!.Properties as {
      ParentId: { Ref?: string };
      PathPart: string;
    };
    return `${pathOf(ParentId.Ref)}/${PathPart}`;
  };
  const methods = Object.values(
    template.findResources('AWS::ApiGateway::Method') as Record<string, Resource>,
  );
  return new Map(
    methods.map(({ Properties }) => {
      const method = Properties as unknown as Method;
      return [`${method.HttpMethod} ${pathOf(method.ResourceId.Ref) || '/'}`, resolve(method)];
    }),
  );
}

/** Where the resolved template says that the API without a domain is. */
export const apiAddress = 'https://api-id.execute-api.eu-north-1.amazonaws.com';

/** A part of the template as CloudFormation would fill it in, with made-up values for what only AWS knows. */
export function resolve<Value>(value: Value): Value {
  return resolved(value) as Value;
}

function resolved(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(resolved);
  if (typeof value !== 'object' || value === null) return value;
  if ('Ref' in value) return reference(String(value.Ref));
  if ('Fn::GetAtt' in value) return attribute(value['Fn::GetAtt'] as [string, string]);
  if ('Fn::Join' in value) {
    const [separator, parts] = value['Fn::Join'] as [string, unknown[]];
    return resolveSecrets(parts.map(resolved).join(separator));
  }
  if ('Fn::Select' in value) {
    const [index, list] = value['Fn::Select'] as [number, unknown];
    return (resolved(list) as unknown[])[index];
  }
  if ('Fn::Split' in value) {
    const [separator, text] = value['Fn::Split'] as [string, unknown];
    return String(resolved(text)).split(separator);
  }
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, resolved(entry)]));
}

function reference(name: string): string {
  if (name === 'AWS::Region') return 'eu-north-1';
  if (name === 'AWS::URLSuffix') return 'amazonaws.com';
  if (name === 'AWS::Partition') return 'aws';
  if (name === 'AWS::AccountId') return '111111111111';
  if (name === 'AWS::StackId') return 'arn:aws:cloudformation:eu-north-1:111111111111:stack/x/1a2b3c4d-0000';
  if (name.startsWith('ApiRestApi') && !name.includes('Deployment')) return 'api-id';
  return name;
}

function attribute([id, name]: [string, string]): string {
  if (name === 'ProviderURL') return 'https://cognito-idp.eu-north-1.amazonaws.com/eu-north-1_pool';
  return `arn:aws:any:eu-north-1:111111111111:${id}`;
}

/** `{{resolve:secretsmanager:…}}` as CloudFormation leaves it: 48 letters and digits. */
function resolveSecrets(text: string): string {
  return text.replaceAll(/\{\{resolve:secretsmanager:([^}]+)\}\}/g, (_, name: string) =>
    name
      .replaceAll(/[^A-Za-z0-9]/g, '')
      .padEnd(48, '0')
      .slice(0, 48),
  );
}
