import { Validations } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Alias, type IVersion, type Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { CodeCache } from '../config/options.ts';
import type { Stage } from '../config/stages.ts';
import type { SigningSecrets } from '../storage/signing-secrets.ts';
import type { OpsTable } from '../storage/table.ts';
import { builtHandler } from './built-handler.ts';
import { nodeOptions } from './esbuild-options.ts';
import { createFunction } from './node-function.ts';

export interface McpFunctionOptions {
  readonly stage: Stage;
  readonly state: OpsTable;
  readonly signingSecrets: SigningSecrets;
  /** What a function needs to verify tokens. */
  readonly tokenEnvironment: Record<string, string>;
  readonly accessPolicy: string | undefined;
  readonly codeCache: CodeCache;
}

/**
 * Timeouts from the inside to the outside: a DynamoDB call, the request's deadline, this function, the gateway. The
 * inner one must end first, because only the server knows whether anything was written.
 */
const functionSeconds = 25;

/** The function that serves MCP, and its alias `live`, through which all callers invoke it. */
export class McpFunction extends Construct {
  readonly function: LambdaFunction;
  readonly live: Alias;
  readonly logGroup: ILogGroup;

  constructor(
    scope: Construct,
    id: string,
    { stage, state, signingSecrets, tokenEnvironment, accessPolicy, codeCache }: McpFunctionOptions,
  ) {
    super(scope, id);
    this.function = createFunction(this, 'Function', {
      stage,
      description: 'Ops Assistant: the MCP server',
      entry: 'handlers/mcp',
      built: builtHandler(codeCache),
      timeoutSeconds: functionSeconds,
      memoryMb: stage.memoryMb,
      reservedConcurrency: stage.reservedConcurrency,
      environment: {
        ...tokenEnvironment,
        TABLE_NAME: state.table.tableName,
        LOW_STOCK_BELOW: String(stage.lowStockBelow),
        TICKET_DUE_HOURS: pairs(stage.ticketDueHours),
        TIME_ZONE: stage.timeZone,
        ...(accessPolicy && { ACCESS_POLICY: accessPolicy }),
        LANGUAGE: stage.language,
        ...(stage.readOnly && { READ_ONLY: 'true' }),
        ...limitVariables(stage),
        ALLOWED_ORIGINS: stage.allowedOrigins.join(),
        ...requestVariables(stage),
        SIGNING_SECRETS: signingSecrets.environmentValue,
        NODE_OPTIONS: nodeOptions,
      },
    });
    this.logGroup = this.function.logGroup;
    state.grantUse(this.function);
    this.#grantQueries();

    this.live = new Alias(this, 'Live', {
      aliasName: 'live',
      version: this.function.currentVersion as IVersion,
      ...(stage.provisionedConcurrency > 0 && {
        provisionedConcurrentExecutions: stage.provisionedConcurrency,
      }),
    });

    Validations.of(this.function).acknowledge({
      id: 'Serverless-LambdaDLQ',
      reason: 'API Gateway calls it and waits for the answer; a dead-letter queue is for asynchronous calls.',
    });
  }
  /** For usage_report, which counts audit records. Query results have no ARN, only the id of a query. */
  #grantQueries(): void {
    const statement = { actions: ['logs:StartQuery'], resources: [this.logGroup.logGroupArn] };
    this.function.addToRolePolicy(new PolicyStatement(statement));
    this.function.addToRolePolicy(
      new PolicyStatement({ actions: ['logs:GetQueryResults'], resources: ['*'] }),
    );
  }
}

function requestVariables({ requests }: Stage): Record<string, string> {
  const { maxBodyBytes, deadlineMs, dynamodbTimeoutMs } = requests;
  if (deadlineMs >= functionSeconds * 1_000 || dynamodbTimeoutMs >= deadlineMs) {
    throw new Error(
      `requests of the stage: dynamodbTimeoutMs < deadlineMs < ${functionSeconds * 1_000}, or the function ends before it can answer`,
    );
  }
  return {
    MAX_BODY_BYTES: String(maxBodyBytes),
    REQUEST_DEADLINE_MS: String(deadlineMs),
    DYNAMODB_TIMEOUT_MS: String(dynamodbTimeoutMs),
  };
}

/** `{ critical: 4, high: 24 }` → `critical:4,high:24` */
function pairs(values: Readonly<Record<string, number>>): string {
  return Object.entries(values)
    .map(([name, value]) => `${name}:${value}`)
    .join();
}

/** `{ create_ticket: 5 }` → `LIMIT_CREATE_TICKET_PER_MINUTE=5` */
function limitVariables({ limits }: Stage): Record<string, string> {
  return Object.fromEntries(
    Object.entries(limits).map(([name, perMinute]) => [
      `LIMIT_${name.toUpperCase()}_PER_MINUTE`,
      String(perMinute),
    ]),
  );
}
