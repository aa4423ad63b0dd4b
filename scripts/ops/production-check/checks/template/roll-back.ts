import { type Evidence, seen } from '../../context/check.ts';
import type { Given } from '../../context/check-context.ts';
import { pick } from '../../sources/json-path.ts';
import { referencesIn, resourcesOf } from '../../sources/template.ts';

/** A new version gets a share of the calls first, and an alarm takes it back without anybody. */
export async function* rollsBack({ stack }: Given): AsyncGenerator<Evidence> {
  const template = await stack();
  const groups = resourcesOf(template, 'AWS::CodeDeploy::DeploymentGroup');
  for (const [id, { Properties }] of groups) {
    const events = (pick(Properties, 'AutoRollbackConfiguration', 'Events') ?? []) as string[];
    const enabled = pick(Properties, 'AutoRollbackConfiguration', 'Enabled') === true;
    yield seen(
      `${id} goes back by itself`,
      enabled ? events.join(', ') : 'no',
      enabled && events.includes('DEPLOYMENT_STOP_ON_ALARM') && events.includes('DEPLOYMENT_FAILURE'),
    );
    const alarms = referencesIn(pick(Properties, 'AlarmConfiguration')).filter(
      (name) => template.Resources[name]?.Type === 'AWS::CloudWatch::Alarm',
    );
    const watching = pick(Properties, 'AlarmConfiguration', 'Enabled') === true && alarms.length > 0;
    yield seen(`${id} goes back on an alarm`, alarms.join(', ') || 'none', watching);
    const config = JSON.stringify(Properties.DeploymentConfigName);
    yield seen(`${id} shifts step by step`, config, /Canary|Linear/.test(config));
  }

  const groupIds = groups.map(([id]) => id);
  const aliases = resourcesOf(template, 'AWS::Lambda::Alias').filter(([, { UpdatePolicy }]) =>
    referencesIn(UpdatePolicy).some((name) => groupIds.includes(name)),
  );
  const called = aliases.filter(([id]) =>
    resourcesOf(template, 'AWS::ApiGateway::Method').some(([, method]) =>
      referencesIn(method.Properties.Integration).includes(id),
    ),
  );
  yield seen(
    'the alias that is shifted is the one that the gateway calls',
    called.map(([id]) => id).join(', ') || 'none is',
    called.length > 0 && called.length === aliases.length,
  );
}
