import { ArnFormat, Stack } from 'aws-cdk-lib';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import * as wafv2 from 'aws-cdk-lib/aws-wafv2';
import { Construct } from 'constructs';
import { tooManyFromAddress } from '../../lambda/http/gateway-responses.ts';
import { removalPolicyOf } from '../config/removal-policy.ts';
import { stackSuffix } from '../config/stack-suffix.ts';
import type { Stage } from '../config/stages.ts';
import type { Api } from './rest-api.ts';

/** The web application firewall in front of the API. */
export class Waf extends Construct {
  /** Name of the WAF metrics. */
  readonly name: string;

  constructor(scope: Construct, id: string, { stage, api }: { readonly stage: Stage; readonly api: Api }) {
    super(scope, id);
    this.name = `ops-assistant-${stage.name}`;
    const acl = new wafv2.CfnWebACL(this, 'Acl', {
      name: this.name,
      scope: 'REGIONAL',
      defaultAction: { allow: {} },
      visibilityConfig: visible(this.name),
      rules: [
        ratePerAddress(stage),
        ...managedRuleGroups.map((group, index) => managedRules(index + 1, group)),
      ],
      customResponseBodies: {
        [tooManyBody]: { contentType: 'APPLICATION_JSON', content: tooManyFromAddress.body },
      },
    });
    new wafv2.CfnWebACLAssociation(this, 'Association', {
      resourceArn: api.restApi.deploymentStage.stageArn,
      webAclArn: acl.attrArn,
    });
    this.#log(acl, stage);
  }

  /** Logs only blocked and counted requests, and never the token. */
  #log(acl: wafv2.CfnWebACL, stage: Stage): void {
    const logGroup = new LogGroup(this, 'Logs', {
      // WAF writes only to log groups with this prefix.
      logGroupName: `aws-waf-logs-${this.name}-${stackSuffix()}`,
      retention: stage.logRetentionDays,
      removalPolicy: removalPolicyOf(stage),
    });
    new wafv2.CfnLoggingConfiguration(this, 'Logging', {
      resourceArn: acl.attrArn,
      // WAF rejects an ARN with the `:*` at the end of a log group's ARN.
      logDestinationConfigs: [
        Stack.of(this).formatArn({
          service: 'logs',
          resource: 'log-group',
          resourceName: logGroup.logGroupName,
          arnFormat: ArnFormat.COLON_RESOURCE_NAME,
        }),
      ],
      redactedFields: [{ singleHeader: { Name: 'authorization' } }, { singleHeader: { Name: 'cookie' } }],
      loggingFilter: {
        DefaultBehavior: 'DROP',
        Filters: [
          {
            Behavior: 'KEEP',
            Requirement: 'MEETS_ANY',
            Conditions: [{ ActionCondition: { Action: 'BLOCK' } }, { ActionCondition: { Action: 'COUNT' } }],
          },
        ],
      },
    });
  }
}

/** One address may use half of the stage's throttle, because cloud assistants send all calls from few addresses. */
function ratePerAddress({ throttle }: Stage): wafv2.CfnWebACL.RuleProperty {
  const windowSeconds = 60;
  return {
    name: 'RatePerAddress',
    priority: 0,
    action: { block: { customResponse: tooManyResponse } },
    visibilityConfig: visible('RatePerAddress'),
    statement: {
      rateBasedStatement: {
        aggregateKeyType: 'IP',
        evaluationWindowSec: windowSeconds,
        limit: (throttle.perSecond * windowSeconds) / 2,
      },
    },
  };
}

const tooManyBody = 'TooManyFromAddress';

/** 429 and not 403: clients interpret 403 as a missing permission. WAF sets the content type itself. */
const tooManyResponse: wafv2.CfnWebACL.CustomResponseProperty = {
  responseCode: tooManyFromAddress.status,
  customResponseBodyKey: tooManyBody,
  responseHeaders: Object.entries(tooManyFromAddress.headers)
    .filter(([name]) => name !== 'Content-Type')
    .map(([name, value]) => ({ name, value })),
};

interface ManagedRuleGroup {
  readonly name: string;
  /**
   * Pinned, because a new version may add a rule that blocks bodies. Versions expire: before a deployment, list them
   * with `aws wafv2 list-available-managed-rule-group-versions`, and the rules of one with
   * `describe-managed-rule-group`.
   */
  readonly version: string;
  /** All rules of that version on the body, and rules that would block MCP clients. */
  readonly countOnly: readonly string[];
}

/** Rules on the body only count: a ticket may quote an attack or be long, and the server never executes its text. */
const managedRuleGroups: readonly ManagedRuleGroup[] = [
  {
    name: 'AWSManagedRulesKnownBadInputsRuleSet',
    version: 'Version_1.24',
    countOnly: ['Log4JRCE_BODY', 'JavaDeserializationRCE_BODY', 'ReactJSRCE_BODY'],
  },
  {
    name: 'AWSManagedRulesCommonRuleSet',
    version: 'Version_1.20',
    countOnly: [
      'SizeRestrictions_BODY',
      'CrossSiteScripting_BODY',
      'GenericLFI_BODY',
      'GenericRFI_BODY',
      'EC2MetaDataSSRF_BODY',
      // Some MCP clients send no User-Agent header.
      'NoUserAgent_HEADER',
    ],
  },
];

function managedRules(
  priority: number,
  { name, version, countOnly }: ManagedRuleGroup,
): wafv2.CfnWebACL.RuleProperty {
  return {
    name,
    priority,
    overrideAction: { none: {} },
    visibilityConfig: visible(name),
    statement: {
      managedRuleGroupStatement: {
        vendorName: 'AWS',
        name,
        version,
        ruleActionOverrides: countOnly.map((rule) => ({ name: rule, actionToUse: { count: {} } })),
      },
    },
  };
}

function visible(metricName: string): wafv2.CfnWebACL.VisibilityConfigProperty {
  return { cloudWatchMetricsEnabled: true, metricName, sampledRequestsEnabled: true };
}
