import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Programs that a machine may have; pyenv's shims are found although its folder is not in the path of npm's scripts. */
const folders = [...(process.env.PATH ?? '').split(delimiter), '/root/.pyenv/shims', '/usr/local/bin'];

function find(program: string): string | undefined {
  return folders.map((folder) => join(folder, program)).find((path) => existsSync(path));
}

/** Python packages `moto[server]` and `cfn-lint`: their programs, or undefined where they are not installed. */
export const motoServer = find('moto_server');
export const cfnLint = find('cfn-lint');
