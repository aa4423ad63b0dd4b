import { Validations } from 'aws-cdk-lib';
import { Effect, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { keys } from '../../lambda/dynamodb/table-schema.ts';
import type { Stage } from '../config/stages.ts';
import type { OpsTable } from '../storage/table.ts';
import type { McpFunction } from './mcp-function.ts';
import { createFunction } from './node-function.ts';

export interface AuditPseudonymsOptions {
  readonly stage: Stage;
  readonly state: OpsTable;
}

/**
 * Replaces people by pseudonyms before records reach the audit trail. It can access only the table partition with their
 * keys.
 */
export class AuditPseudonyms extends Construct {
  readonly function: IFunction;

  constructor(scope: Construct, id: string, { stage, state: { table } }: AuditPseudonymsOptions) {
    super(scope, id);
    this.function = createFunction(this, 'Function', {
      stage,
      description: 'Ops Assistant: replaces people by pseudonyms in records for the audit trail',
      entry: 'handlers/pseudonymize-audit',
      timeoutSeconds: 60,
      memoryMb: 512,
      environment: { TABLE_NAME: table.tableName, STAGE: stage.name },
    });
    this.function.addToRolePolicy(
      new PolicyStatement({
        actions: ['dynamodb:GetItem', 'dynamodb:UpdateItem'],
        resources: [table.tableArn],
        conditions: { 'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': [keys.personKey('').pk] } },
      }),
    );
    Validations.of(this.function).acknowledge({
      id: 'Serverless-LambdaDLQ',
      reason: 'Firehose waits for its answer, retries, and stores failed input under errors/.',
    });
  }
}

/**
 * These keys turn the pseudonyms of the locked trail back into people. The functions that answer callers must not read,
 * write or delete them.
 */
export function denyPersonKeys({ function: answering }: McpFunction, { table }: OpsTable): void {
  answering.addToRolePolicy(
    new PolicyStatement({
      effect: Effect.DENY,
      actions: ['dynamodb:*'],
      resources: [table.tableArn],
      conditions: { 'ForAnyValue:StringEquals': { 'dynamodb:LeadingKeys': [keys.personKey('').pk] } },
    }),
  );
}
