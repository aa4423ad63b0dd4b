import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { AssetHashType, DockerImage } from 'aws-cdk-lib';
import { Code, type FunctionProps, RuntimeManagementMode } from 'aws-cdk-lib/aws-lambda';
import type { CodeCache } from '../config/options.ts';

const root = join(import.meta.dirname, '../..');

/** The MCP function as `npm run build` builds it: NodejsFunction supports only bundles of a single file. */
export function builtHandler(
  codeCache: CodeCache,
): Pick<FunctionProps, 'handler' | 'code' | 'runtimeManagementMode'> {
  return {
    handler: 'mcp-bootstrap.handler',
    code: Code.fromAsset(root, {
      assetHashType: AssetHashType.OUTPUT,
      bundling: {
        // CDK requires an image, but never uses it: the local build either succeeds or throws.
        image: DockerImage.fromRegistry('scratch'),
        local: { tryBundle: (folder) => buildHandler(folder, codeCache) },
      },
    }),
    // Node may change only with the function: another Node version would reject the code cache.
    ...(codeCache !== 'off' && { runtimeManagementMode: RuntimeManagementMode.FUNCTION_UPDATE }),
  };
}

function buildHandler(folder: string, codeCache: CodeCache): true {
  runScript('scripts/bundle/build.ts', '--handler', folder);
  if (codeCache !== 'off') {
    runScript(
      'scripts/performance/bench/code-cache.ts',
      folder,
      ...(codeCache === 'image' ? ['--image'] : []),
    );
  }
  return true;
}

function runScript(script: string, ...options: readonly string[]): void {
  // stdout must contain nothing but the template.
  execFileSync(process.execPath, [join(root, script), ...options], { cwd: root, stdio: ['ignore', 2, 2] });
}
