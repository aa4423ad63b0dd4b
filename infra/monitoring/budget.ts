import { Aws, aws_budgets as budgets } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import type { Stage } from '../config/stages.ts';
import type { AlarmTopic } from './alarms/alarm-topic.ts';

/** Tells before the bill does. It sees the stack's costs once its name is activated as a cost allocation tag. */
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
