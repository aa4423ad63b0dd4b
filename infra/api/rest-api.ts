import { Aws, RemovalPolicy, Validations } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { Domain } from '../config/options.ts';
import { removalPolicyOf } from '../config/removal-policy.ts';
import type { Stage } from '../config/stages.ts';
import { attachDomain } from './custom-domain.ts';
import { tlsPolicy } from './tls-policy.ts';

/** The Regional REST API: address, throttling, logs and TLS. Its routes are in routes.ts. */
export class Api extends Construct {
  readonly restApi: apigateway.RestApi;
  readonly accessLogs: LogGroup;
  /** Without a custom domain, this URL and every URL derived from it contain the stage name. */
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
      // API Gateway has one log role per account and region. Other stacks may use it, so it must outlive this stack.
      cloudWatchRole: true,
      cloudWatchRoleRemovalPolicy: RemovalPolicy.RETAIN,
      deployOptions: {
        stageName: stage.name,
        throttlingRateLimit: stage.throttle.perSecond,
        throttlingBurstLimit: stage.throttle.burst,
        accessLogDestination: new apigateway.LogGroupLogDestination(this.accessLogs),
        accessLogFormat: apigateway.AccessLogFormat.custom(accessLogFormat(stage)),
        loggingLevel: apigateway.MethodLoggingLevel.ERROR,
        // Must stay off: it would write headers and bodies, including tokens, to the log.
        dataTraceEnabled: false,
        // Metrics per API method cost extra; metrics of the whole API are free.
        metricsEnabled: stage.metrics === 'all',
        tracingEnabled: true,
      },
    });
    const cfnApi = this.restApi.node.defaultChild as apigateway.CfnRestApi;
    cfnApi.securityPolicy = tlsPolicy;
    cfnApi.endpointAccessMode = apigateway.EndpointAccessMode.BASIC;

    // CDK's own output would repeat the address, with a trailing slash.
    this.restApi.node.tryRemoveChild('Endpoint');

    // Without this, API Gateway creates the log group itself, and never deletes its entries.
    const errorLogs = new LogGroup(this, 'ErrorLogs', {
      logGroupName: `API-Gateway-Execution-Logs_${this.restApi.restApiId}/${stage.name}`,
      retention,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    this.restApi.deploymentStage.node.addDependency(errorLogs);

    // Not restApi.url: it depends on the deployment, the deployment on the functions, and the functions need this URL.
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
        reason: 'AWS publishes this policy for this role; API Gateway needs it to write logs.',
      },
    );
    if (!stage.waf) {
      Validations.of(this.restApi).acknowledge({
        id: 'AwsSolutions-APIG3',
        reason: 'A stage for trials has no firewall, because it would cost more than the rest of the stage.',
      });
    }
  }
}

export function apiName({ name }: Stage): string {
  return `ops-assistant-${name}`;
}

/**
 * One JSON line per request, without any text from the client: no token, and no quote that could forge a field. It must
 * not contain an IP address, because the line is copied into the audit trail, where it cannot be deleted.
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
