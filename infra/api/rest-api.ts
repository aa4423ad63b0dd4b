import { Aws, RemovalPolicy, Validations } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { Domain } from '../config/options.ts';
import { removalPolicyOf } from '../config/removal-policy.ts';
import type { Stage } from '../config/stages.ts';
import { attachDomain } from './custom-domain.ts';
import { tlsPolicy } from './tls-policy.ts';

/** The Regional REST API: address, throttle, logs, TLS. What it serves is in routes.ts. */
export class Api extends Construct {
  readonly restApi: apigateway.RestApi;
  readonly accessLogs: LogGroup;
  /** Without a domain the stage is a part of the path, and so of every URL that is made from this one. */
  readonly publicUrl: string;
  readonly mcpUrl: string;

  constructor(
    scope: Construct,
    id: string,
    { stage, domain }: { readonly stage: Stage; readonly domain: Domain | undefined },
  ) {
    super(scope, id);
    const retention = stage.logRetentionDays;
    const removalPolicy = removalPolicyOf(stage);
    this.accessLogs = new LogGroup(this, 'AccessLogs', { retention, removalPolicy });

    this.restApi = new apigateway.RestApi(this, 'RestApi', {
      restApiName: apiName(stage),
      endpointConfiguration: {
        types: [apigateway.EndpointType.REGIONAL],
        ipAddressType: apigateway.IpAddressType.DUAL_STACK,
      },
      disableExecuteApiEndpoint: domain !== undefined,
      // One role for the account and region, which other stacks' APIs log with as well: it stays when this stack goes.
      cloudWatchRole: true,
      cloudWatchRoleRemovalPolicy: RemovalPolicy.RETAIN,
      deployOptions: {
        stageName: stage.name,
        throttlingRateLimit: stage.throttle.perSecond,
        throttlingBurstLimit: stage.throttle.burst,
        accessLogDestination: new apigateway.LogGroupLogDestination(this.accessLogs),
        accessLogFormat: apigateway.AccessLogFormat.custom(accessLogFormat(stage)),
        loggingLevel: apigateway.MethodLoggingLevel.ERROR,
        // Would write headers and bodies, and with them tokens, into the log.
        dataTraceEnabled: false,
        // Also by method of the API, each of which is paid for; those of the whole API are free.
        metricsEnabled: stage.metrics === 'all',
        tracingEnabled: true,
      },
    });
    const cfnApi = this.restApi.node.defaultChild as apigateway.CfnRestApi;
    cfnApi.securityPolicy = tlsPolicy;
    cfnApi.endpointAccessMode = apigateway.EndpointAccessMode.BASIC;

    // Would print the address once more, with a slash at its end.
    this.restApi.node.tryRemoveChild('Endpoint');

    // API Gateway makes this group by itself and keeps it for ever, unless it is there already.
    const errorLogs = new LogGroup(this, 'ErrorLogs', {
      logGroupName: `API-Gateway-Execution-Logs_${this.restApi.restApiId}/${stage.name}`,
      retention,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    this.restApi.deploymentStage.node.addDependency(errorLogs);

    // Not restApi.url: it stands for the deployment, which waits for the functions, which want to know the address.
    this.publicUrl = domain
      ? `https://${domain.name}`
      : `https://${this.restApi.restApiId}.execute-api.${Aws.REGION}.${Aws.URL_SUFFIX}/${stage.name}`;
    this.mcpUrl = `${this.publicUrl}/mcp`;
    if (domain) attachDomain(this, this.restApi, domain);

    Validations.of(this.restApi).acknowledge(
      {
        id: 'AwsSolutions-APIG2',
        reason: 'The function checks every message against the schema of its tool.',
      },
      {
        id: 'AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs]',
        reason: 'The policy that AWS made for this role; API Gateway needs it to write any log.',
      },
    );
    if (!stage.waf) {
      Validations.of(this.restApi).acknowledge({
        id: 'AwsSolutions-APIG3',
        reason:
          'A stage for trying things out has no firewall: it costs more than the rest of the stage together.',
      });
    }
  }
}

export function apiName({ name }: Stage): string {
  return `ops-assistant-${name}`;
}

/**
 * One JSON line per request. Nothing that the client wrote is in it: no token, and no quote that would forge a field.
 * The line is copied into the audit trail, so an address must not be in it where it could never be deleted.
 */
function accessLogFormat({ audit }: Stage): string {
  return JSON.stringify({
    time: '$context.requestTime',
    request_id: '$context.requestId',
    trace_id: '$context.xrayTraceId',
    ...(audit.lock === 'governance' && { ip: '$context.identity.sourceIp' }),
    method: '$context.httpMethod',
    path: '$context.resourcePath',
    status: '$context.status',
    caller_id: '$context.authorizer.principalId',
    suspicion: '$context.authorizer.suspicion',
    error: '$context.error.responseType',
    authorizer_status: '$context.authorizer.status',
    authorizer_error: '$context.authorizer.error',
    authorizer_ms: '$context.authorizer.latency',
    integration_status: '$context.integration.status',
    integration_error: '$context.integration.error',
    integration_ms: '$context.integration.latency',
    waf: '$context.wafResponseCode',
    ms: '$context.responseLatency',
    response_bytes: '$context.responseLength',
    transfer: '$context.integration.responseTransferMode',
  });
}
