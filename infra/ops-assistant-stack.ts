import { Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { AlarmTopic } from './alarm-topic.ts';
import { Api } from './api.ts';
import { AuditTrail } from './audit-trail.ts';
import { Authorizer } from './authorizer.ts';
import { Delivery } from './delivery.ts';
import { existingIssuer } from './identity.ts';
import { Monitoring } from './monitoring.ts';
import { Notices } from './notices.ts';
import type { Options } from './options.ts';
import { printOutputs } from './outputs.ts';
import { Routes } from './routes.ts';
import { Server } from './server.ts';
import { SigningSecrets } from './signing-secrets.ts';
import { State } from './state.ts';
import { tokenEnvironment } from './token-environment.ts';
import { UserPool } from './user-pool.ts';
import { Waf } from './waf.ts';

/** Everything that one stage consists of. */
export class OpsAssistantStack extends Stack {
  constructor(scope: Construct, options: Options) {
    const { stage, issuer, domain, alarmEmail, slackWebhookSecret } = options;
    super(scope, `OpsAssistant-${stage.name}`, {
      description: `Ops Assistant (${stage.name}): an MCP server for stock, policies and tickets`,
      terminationProtection: stage.keepData,
      tags: { application: 'ops-assistant', stage: stage.name },
    });

    const state = new State(this, 'State', stage);
    const api = new Api(this, 'Api', { stage, domain });
    const identity = issuer ? existingIssuer(issuer) : new UserPool(this, 'UserPool', { ...options, api });
    const signingSecrets = new SigningSecrets(this, 'SigningSecrets', stage);
    const environment = tokenEnvironment(stage, api, identity);

    const server = new Server(this, 'Server', {
      stage,
      state,
      signingSecrets,
      tokenEnvironment: environment,
    });
    const authorizer = new Authorizer(this, 'Authorizer', { stage, tokenEnvironment: environment });
    new Routes(this, 'Routes', { api, server, authorizer, identity });
    const waf = stage.waf ? new Waf(this, 'Waf', { stage, api }) : undefined;

    const alarmTopic = new AlarmTopic(this, 'AlarmTopic', { email: alarmEmail });
    const auditTrail = new AuditTrail(this, 'AuditTrail', {
      stage,
      auditedLogs: { Server: server.logGroup, Authorizer: authorizer.logGroup },
      accessLogs: api.accessLogs,
    });
    const notices = new Notices(this, 'Notices', { stage, state, alarmTopic, slackWebhookSecret });

    const monitoring = new Monitoring(this, 'Monitoring', {
      stage,
      api,
      waf,
      server,
      authorizer,
      state,
      identity,
      auditTrail,
      otherAlarms: [notices.undelivered],
      alarmTopic,
    });
    new Delivery(this, 'Delivery', { server, monitoring });

    printOutputs(this, { api, state, identity, monitoring });
  }
}
