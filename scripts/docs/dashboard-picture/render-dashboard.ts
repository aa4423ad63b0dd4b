import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtempDisposable, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { parseArgs, promisify } from 'node:util';
import { App } from 'aws-cdk-lib';
import { chromium } from 'playwright-core';
import { readOptions } from '../../../infra/config/context-options.ts';
import { OpsAssistantStack } from '../../../infra/ops-assistant-stack.ts';
import { exitWithError } from '../../cli.ts';
import { dashboardPage, gridCss } from './page.ts';
import { type Template, type Widget, widgetsOf } from './read-dashboard.ts';
import { withSampleServer } from './sample-run/sample-server.ts';
import { runTraffic } from './sample-run/sample-traffic.ts';
import { samplesIn } from './samples.ts';

const root = join(import.meta.dirname, '../../..');
const stepMs = 2_000;

/**
 * Draws the dashboard of the synthesized template, with the metrics of a server under half a minute of scripted
 * traffic.
 */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      output: { type: 'string', default: join(root, 'docs/dashboard.png') },
      browser: { type: 'string', default: '/usr/bin/chromium' },
    },
  });
  if (!existsSync(values.browser)) throw new Error(`--browser: there is no Chromium at ${values.browser}`);

  await using assembly = await mkdtempDisposable(join(tmpdir(), 'ops-assistant-dashboard-'));
  const widgets = widgetsOf(synthesize(assembly.path));
  const run = await withSampleServer((server) => runTraffic(server, { rounds: 20, pauseMs: 1_000 }));
  const from = run.metrics[0]!._aws.Timestamp;
  const steps = Math.ceil((Date.now() - from) / stepMs);
  const page = dashboardPage({
    widgets,
    samples: samplesIn(run),
    times: Array.from({ length: steps + 1 }, (_, i) => from + i * stepMs),
    css: await styles(widgets),
  });
  await writeFile(values.output, await photograph(page, values.browser));
  await reduceColors(values.output);
  process.stdout.write(`${relative(process.cwd(), values.output)}\n`);
}

/** The stack's template, without the slow parts: bundling and validation. */
function synthesize(outdir: string): Template {
  const app = new App({
    outdir,
    context: { stage: 'prod', alarmEmail: 'oncall@example.com', 'aws:cdk:bundling-stacks': [] },
    builtinCloudFormationValidation: false,
  });
  const { stackName } = new OpsAssistantStack(app, readOptions(app.node));
  return app.synth().getStackByName(stackName).template as Template;
}

async function styles(widgets: readonly Widget[]): Promise<string> {
  const files = ['../../dev/observe/page.css', 'page.css'].map((name) => join(import.meta.dirname, name));
  const texts = await Promise.all(files.map((file) => readFile(file, 'utf8')));
  return [...texts, gridCss(widgets)].join('\n');
}

async function photograph(page: string, executablePath: string): Promise<Buffer> {
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-lcd-text'] });
  try {
    const tab = await browser.newPage({ viewport: { width: 1_280, height: 900 }, colorScheme: 'light' });
    await tab.setContent(page);
    return await tab.screenshot({ fullPage: true });
  } finally {
    await browser.close();
  }
}

/** The picture is committed to the repository, and 256 colors make it much smaller. */
async function reduceColors(file: string): Promise<void> {
  await promisify(execFile)('pngquant', ['--force', '--strip', '--output', file, '256', file]).catch(
    (error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOENT') throw error;
      process.stderr.write('Install pngquant and run this again before you commit the picture.\n');
    },
  );
}

await main().catch(exitWithError);
