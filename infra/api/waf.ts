import { ArnFormat, Stack } from 'aws-cdk-lib';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import * as wafv2 from 'aws-cdk-lib/aws-wafv2';
import { Construct } from 'constructs';
import { tooManyFromAddress } from '../../lambda/http/gateway-responses.ts';
import { removalPolicyOf } from '../config/removal-policy.ts';
import { stackSuffix } from '../config/stack-suffix.ts';
import type { Stage } from '../config/stages.ts';
import type { Api } from './rest-api.ts';

/** The firewall before the API. */
export class Waf extends Construct {
  /** What its metrics are filed under. */
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

  /** Only what was blocked or counted, and never the token. */
  #log(acl: wafv2.CfnWebACL, stage: Stage): void {
    const logGroup = new LogGroup(this, 'Logs', {
      // WAF writes to groups of this prefix only.
      logGroupName: `aws-waf-logs-${this.name}-${stackSuffix()}`,
      retention: stage.logRetentionDays,
      removalPolicy: removalPolicyOf(stage),
    });
    new wafv2.CfnLoggingConfiguration(this, 'Logging', {
      resourceArn: acl.attrArn,
      // Without the `:*` that a log group's own ARN ends in.
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

/** One address may use half of what the stage lets through: assistants in the cloud call from few addresses. */
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

/** 429 and not 403, which clients take for a missing right. WAF sets the content type itself. */
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
   * Pinned, because a new version may bring another rule that blocks bodies. Versions expire: before a deployment,
   * `aws wafv2 list-available-managed-rule-group-versions` shows those there are, and `describe-managed-rule-group`
   * the rules of one.
   */
  readonly version: string;
  /** Every rule of that version on the body, and those that stand in the way of clients. */
  readonly countOnly: readonly string[];
}

/** Rules on the body only count: a ticket may quote an attack, or be long, and text is only text here. */
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
      // Programs that speak MCP without naming themselves.
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
