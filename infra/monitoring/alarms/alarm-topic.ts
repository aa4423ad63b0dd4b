import { Validations } from 'aws-cdk-lib';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Construct } from 'constructs';

/** Where alarms go, and from there to whoever is on call. */
export class AlarmTopic extends Construct {
  readonly topic: Topic;

  constructor(scope: Construct, id: string, { email }: { readonly email: string | undefined }) {
    super(scope, id);
    this.topic = new Topic(this, 'Topic', { displayName: 'Ops Assistant alarms', enforceSSL: true });
    if (!email) return;
    const mailbox = this.topic.addSubscription(new EmailSubscription(email));
    Validations.of(mailbox).acknowledge({
      id: 'Serverless-SNSRedrivePolicy',
      reason: 'SNS keeps no undelivered e-mails; the alarm itself stays to be seen on the dashboard.',
    });
  }
}
