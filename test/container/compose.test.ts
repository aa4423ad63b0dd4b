import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { readLocalSettings } from '../../scripts/local/settings.ts';
import { containerFolder, demoStage, readCompose, type Service } from './compose-file.ts';

const root = join(import.meta.dirname, '../..');
const known = new Set((await readFile(join(root, '.env.example'), 'utf8')).match(/^[A-Z_]+(?==)/gm));
const demo = await demoStage();
const read = async (file: string) => parse(await readFile(join(root, 'infra/prometheus', file), 'utf8'));

describe.each([[['compose.yaml']], [['compose.yaml', 'compose.several-servers.yaml']]])('%j', (files) => {
  test('is a Compose file: every key is known, every image has a version, ports are for this machine only', async () => {
    const { services } = await readCompose(...files);

    for (const [name, { image, profiles }] of services) {
      expect(image, name).toBeDefined();
      expect(image, name).not.toMatch(/:latest$/);
      if (profiles) expect(profiles).toEqual(['monitoring']);
    }
  });

  test('publishes no port twice, and mounts only folders that are there and volumes that are declared', async () => {
    const { services, volumes } = await readCompose(...files);
    const all = [...services.values()];
    const ports = all.flatMap((service) => service.ports.map((port) => port.split(':')[1]));

    expect(new Set(ports).size).toBe(ports.length);
    const sources = all.flatMap((service) => service.volumes.map((volume) => volume.split(':')[0]!));
    for (const source of sources.filter((each) => each.startsWith('.')))
      expect(await stat(join(containerFolder, source))).toBeDefined();
    expect(new Set(sources.filter((each) => !each.startsWith('.')))).toEqual(new Set(volumes));
  });

  test('waits for services that there are, and shares the network of one that there is', async () => {
    const { services } = await readCompose(...files);

    for (const { depends_on, network_mode } of services.values()) {
      for (const name of Object.keys(depends_on)) expect([...services.keys()]).toContain(name);
      if (network_mode) expect([...services.keys()]).toContain(network_mode.replace('service:', ''));
    }
  });

  test("runs this project's own code without rights that it does not need, with settings that exist", async () => {
    const { services } = await readCompose(...files);
    const own = [...services.values()].filter(({ image }) => image?.startsWith('ops-assistant:'));

    expect(own.length).toBeGreaterThan(0);
    for (const { environment, read_only, cap_drop, security_opt } of own) {
      for (const name of Object.keys(environment)) expect(known).toContain(name);
      expect({ read_only, cap_drop, security_opt }).toEqual({
        read_only: true,
        cap_drop: ['ALL'],
        security_opt: ['no-new-privileges:true'],
      });
    }
  });
});

describe('compose.yaml', () => {
  test('starts one server for a newcomer; what watches it comes with a profile', async () => {
    const { services } = await readCompose('compose.yaml');
    const started = [...services].filter(([, { profiles }]) => profiles === undefined);

    expect(started.map(([name]) => name)).toEqual(['server']);
    expect([...services.keys()]).toEqual(['server', 'prometheus', 'alertmanager', 'grafana']);
  });

  test("the server's ports, folder and address are those that it is told in the image", async () => {
    const { services } = await readCompose('compose.yaml');
    const { environment, ports, volumes, build, mem_limit } = services.get('server') as Service;
    const settings = readLocalSettings({ ...demo.env, ...environment });
    const [clients, metrics] = ports.map((port) => port.split(':'));

    expect([clients![2], metrics![2]]).toEqual([String(settings.port), String(settings.metricsPort)]);
    expect(demo.exposed).toEqual([clients![2], metrics![2]]);
    expect(settings.origin).toBe(`http://127.0.0.1:${clients![1]}`);
    expect(volumes).toEqual([`data:${settings.dataDir}`]);
    expect(demo.volume).toBe(settings.dataDir);
    expect(build?.target).toBe('demo');
    expect(await stat(join(containerFolder, build!.context, build!.dockerfile))).toBeDefined();
    expect(mem_limit).toBe('512m');
  });

  test('Prometheus, Alertmanager and Grafana find each other and the server by the names of the services', async () => {
    const { services } = await readCompose('compose.yaml');
    const [prometheus, datasources, dashboards] = await Promise.all([
      read('prometheus.yaml'),
      read('grafana/provisioning/datasources/prometheus.yaml'),
      read('grafana/provisioning/dashboards/ops-assistant.yaml'),
    ]);
    const target = (config: { static_configs: [{ targets: [string] }] }) =>
      config.static_configs[0].targets[0];
    const [job] = prometheus.scrape_configs;
    const grafana = services.get('grafana')!;
    const mounted = (name: string) => services.get(name)!.volumes.map((volume) => volume.split(':')[1]);

    expect(target(job)).toBe(`server:${demo.env.METRICS_PORT}`);
    const [address, port] = target(prometheus.alerting.alertmanagers[0]).split(':');
    expect(services.get(address!)?.ports[0]).toMatch(new RegExp(`:${port}$`));
    expect(datasources.datasources[0].url).toBe(
      `http://prometheus:${services.get('prometheus')!.ports[0]!.split(':')[2]}`,
    );
    // The rules lie beside the configuration, by whose folder their name is read.
    expect(mounted('prometheus')).toContain(`/etc/prometheus/${prometheus.rule_files[0]}`);
    const dashboard = grafana.environment.GF_DASHBOARDS_DEFAULT_HOME_DASHBOARD_PATH!;
    expect(mounted('grafana')).toContain(dashboard);
    expect(dashboard.startsWith(`${dashboards.providers[0].options.path}/`)).toBe(true);
  });
});
