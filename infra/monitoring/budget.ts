import { Aws, aws_budgets as budgets } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import type { Stage } from '../config/stages.ts';
import type { AlarmTopic } from './alarms/alarm-topic.ts';

/**
 * Regions whose CloudFormation supports AWS::Budgets::Budget; other regions reject the whole template. The list comes
 * from the schemas of cfn-lint.
 */
const regionsWithBudgets = [
  'ap-northeast-1',
  'ap-northeast-2',
  'ap-south-1',
  'ap-southeast-1',
  'ap-southeast-2',
  'ca-central-1',
  'eu-central-1',
  'eu-west-1',
  'eu-west-2',
  'eu-west-3',
  'sa-east-1',
  'us-east-1',
  'us-east-2',
  'us-west-1',
  'us-west-2',
];

/** Whether the stack can have a budget. An unknown region counts as supported. */
export function hasBudgets(region: string | undefined): boolean {
  return region === undefined || regionsWithBudgets.includes(region);
}

/**
 * Notifies before the bill arrives. It sees the stack's costs only after its tag is activated as a cost allocation tag.
 */
export class Budget extends Construct {
  constructor(
    scope: Construct,
    id: string,
    { stage, alarmTopic }: { readonly stage: Stage; readonly alarmTopic: AlarmTopic },
  ) {
    super(scope, id);
    const { topic } = alarmTopic;
    topic.addToResourcePolicy(
      new PolicyStatement({
        principals: [new ServicePrincipal('budgets.amazonaws.com')],
        actions: ['sns:Publish'],
        resources: [topic.topicArn],
        conditions: { StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID } },
      }),
    );
    const subscribers = [{ subscriptionType: 'SNS', address: topic.topicArn }];
    new budgets.CfnBudget(this, 'Monthly', {
      budget: {
        budgetType: 'COST',
        timeUnit: 'MONTHLY',
        budgetLimit: { amount: stage.monthlyBudget, unit: 'USD' },
        costFilters: { TagKeyValue: [`aws:cloudformation:stack-name$${Aws.STACK_NAME}`] },
      },
      notificationsWithSubscribers: [
        { notification: over('ACTUAL', 80), subscribers },
        { notification: over('FORECASTED', 100), subscribers },
      ],
    });
  }
}

function over(notificationType: 'ACTUAL' | 'FORECASTED', threshold: number) {
  return { notificationType, threshold, thresholdType: 'PERCENTAGE', comparisonOperator: 'GREATER_THAN' };
}
