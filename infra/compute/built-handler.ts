import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { AssetHashType, DockerImage } from 'aws-cdk-lib';
import { Code, type FunctionProps, RuntimeManagementMode } from 'aws-cdk-lib/aws-lambda';
import type { CodeCache } from '../config/options.ts';

const root = join(import.meta.dirname, '../..');

/** The function that serves MCP as `npm run build` makes it: NodejsFunction knows bundles of one file only. */
export function builtHandler(
  codeCache: CodeCache,
): Pick<FunctionProps, 'handler' | 'code' | 'runtimeManagementMode'> {
  return {
    handler: 'mcp-bootstrap.handler',
    code: Code.fromAsset(root, {
      assetHashType: AssetHashType.OUTPUT,
      bundling: {
        // Never used: building here always succeeds or throws.
        image: DockerImage.fromRegistry('scratch'),
        local: { tryBundle: (folder) => buildHandler(folder, codeCache) },
      },
    }),
    // Node changes with the function only: another Node's V8 would refuse the cache.
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
  // stdout is the template's.
  execFileSync(process.execPath, [join(root, script), ...options], { cwd: root, stdio: ['ignore', 2, 2] });
}
