import { Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { TokenAuthorizer } from './api/lambda-authorizer.ts';
import { Api } from './api/rest-api.ts';
import { Routes } from './api/routes.ts';
import { tokenEnvironment } from './api/token-environment.ts';
import { Waf } from './api/waf.ts';
import { AuditLock } from './compute/audit-lock.ts';
import { AuditPseudonyms, denyPersonKeys } from './compute/audit-pseudonyms.ts';
import { CanaryDeployment } from './compute/canary-deployment.ts';
import { McpFunction } from './compute/mcp-function.ts';
import type { Options } from './config/options.ts';
import { existingIssuer, programEnvironment } from './identity/identity-provider.ts';
import { UserPool } from './identity/user-pool.ts';
import { AlarmTopic } from './monitoring/alarms/alarm-topic.ts';
import { Monitoring } from './monitoring/monitoring.ts';
import { denyApproving, MountedServers } from './mounted-servers/mounted-servers.ts';
import { Notifications } from './notifications/notifications.ts';
import { printOutputs } from './outputs.ts';
import { AuditTrail } from './storage/audit-trail.ts';
import { CustomerKey } from './storage/customer-key.ts';
import { SigningSecrets } from './storage/signing-secrets.ts';
import { OpsTable } from './storage/table.ts';

/** All resources of one stage. */
export class OpsAssistantStack extends Stack {
  constructor(scope: Construct, options: Options) {
    const { stage, region, issuer, domain, alarmEmail, slackWebhookSecret, codeCache } = options;
    super(scope, `OpsAssistant-${stage.name}`, {
      description: `Ops Assistant (${stage.name}): an MCP server for stock, policies and tickets`,
      terminationProtection: stage.keepData,
      tags: { application: 'ops-assistant', stage: stage.name },
    });

    if (options.customerKey) new CustomerKey(this, 'CustomerKey', stage).encryptAll(this);
    const state = new OpsTable(this, 'State', stage);
    const api = new Api(this, 'Api', { stage, domain });
    const identity = issuer
      ? existingIssuer(issuer)
      : new UserPool(this, 'UserPool', { ...options, mcpUrl: api.mcpUrl, publicUrl: api.publicUrl });
    const signingSecrets = new SigningSecrets(this, 'SigningSecrets', stage);
    const environment = {
      ...tokenEnvironment(stage, api, identity),
      ...(options.scopeMap && { SCOPE_MAP: options.scopeMap }),
      ...(options.groupClaims && { GROUP_CLAIMS: options.groupClaims }),
    };

    const server = new McpFunction(this, 'Server', {
      stage,
      state,
      signingSecrets,
      tokenEnvironment: environment,
      accessPolicy: options.accessPolicy,
      codeCache,
    });
    const authorizer = new TokenAuthorizer(this, 'Authorizer', { stage, tokenEnvironment: environment });
    new Routes(this, 'Routes', { api, server, authorizer, identity, readOnly: stage.readOnly });
    const waf = stage.waf ? new Waf(this, 'Waf', { stage, api }) : undefined;

    const alarmTopic = new AlarmTopic(this, 'AlarmTopic', { stage, email: alarmEmail });
    const auditTrail = new AuditTrail(this, 'AuditTrail', {
      stage,
      auditedLogs: { Server: server.logGroup },
      accessLogs: api.accessLogs,
      pseudonyms: new AuditPseudonyms(this, 'AuditPseudonyms', { stage, state }).function,
    });
    const auditLock = new AuditLock(this, 'AuditLock', { stage, auditTrail });
    denyApproving(server, state);
    denyPersonKeys(server, state);
    const mounted =
      options.mountedServers &&
      new MountedServers(this, 'MountedServers', {
        stage,
        state,
        server,
        alarmTopic,
        secretNames: options.mountedServerSecrets,
      });
    const notices = new Notifications(this, 'Notices', {
      stage,
      state,
      alarmTopic,
      slackWebhookSecret,
      emails: options.noticeEmails,
      webhookSecrets: options.noticeWebhookSecrets,
      includeTitles: options.noticeTitles,
    });

    const monitoring = new Monitoring(this, 'Monitoring', {
      stage,
      region,
      api,
      waf,
      server,
      authorizer,
      state,
      identity,
      auditTrail,
      auditLock,
      otherAlarms: [notices.undelivered, ...(mounted ? [mounted.toolsChanged] : [])],
      alarmTopic,
    });
    new CanaryDeployment(this, 'Delivery', {
      stage,
      server,
      rollbackAlarms: monitoring.rollbackAlarms,
      clientEnvironment: identity.canary ? programEnvironment(identity.canary) : {},
      guarded: options.guardedRollout,
    });

    printOutputs(this, { stage, api, state, identity, monitoring, notices });
  }
}
