import { Aws, Duration } from 'aws-cdk-lib';
import type { Alarm, IAlarm } from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import type { AlarmTopic } from './alarm-topic.ts';
import { watch } from './alarms.ts';
import { watchAvailability } from './alarms-availability.ts';
import { watches } from './alarms-watched.ts';
import type { Api } from './api.ts';
import type { AuditTrail } from './audit-trail.ts';
import type { Authorizer } from './authorizer.ts';
import { Budget } from './budget.ts';
import { Canary } from './canary.ts';
import { OpsDashboard } from './dashboard.ts';
import type { Identity } from './identity.ts';
import { saveQueries } from './saved-queries.ts';
import type { Server } from './server.ts';
import type { Stage } from './stages.ts';
import type { State } from './state.ts';
import type { Waf } from './waf.ts';

export interface MonitoringOptions {
  readonly stage: Stage;
  readonly api: Api;
  readonly waf: Waf | undefined;
  readonly server: Server;
  readonly authorizer: Authorizer;
  readonly state: State;
  readonly identity: Identity;
  readonly auditTrail: AuditTrail;
  /** Alarms that others keep, to be shown beside these. */
  readonly otherAlarms: readonly IAlarm[];
  readonly alarmTopic: AlarmTopic;
}

/** What an operator looks at, and what wakes one. */
export class Monitoring extends Construct {
  /** Takes a deployment back while it is being shifted. */
  readonly liveErrors: Alarm;
  readonly dashboardUrl: string;

  constructor(scope: Construct, id: string, options: MonitoringOptions) {
    super(scope, id);
    const { stage, api, server, identity, alarmTopic } = options;
    this.liveErrors = watch(this, options, {
      name: 'live-errors',
      meaning: 'The function failed behind the alias `live`, in whichever version.',
      metric: server.live.metricErrors({ period: Duration.minutes(1), statistic: 'Sum' }),
      threshold: 1,
    });
    const alarms = [
      ...watchAvailability(this, options),
      this.liveErrors,
      ...watches(options).map((watched) => watch(this, options, watched)),
      ...options.otherAlarms,
    ];
    if (stage.canary && identity.canary) new Canary(this, 'Canary', { stage, api, client: identity.canary });
    new Budget(this, 'Budget', { stage, alarmTopic });
    saveQueries(this, options);

    const dashboard = new OpsDashboard(this, 'Dashboard', { ...options, alarms });
    this.dashboardUrl = `https://${Aws.REGION}.console.aws.amazon.com/cloudwatch/home?region=${Aws.REGION}#dashboards:name=${dashboard.name}`;
  }
}
