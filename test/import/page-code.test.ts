import { afterAll, beforeAll, expect, test } from 'vitest';
import { noteInKorean } from '../../lambda/import/in-korean.ts';
import { readPoliciesFolder } from '../../scripts/data/import/files/read-policies.ts';
import { createFolder, type Folder } from './folder.ts';

let folder: Folder;
let folders = 0;
beforeAll(async () => {
  folder = await createFolder();
});
afterAll(() => folder[Symbol.asyncDispose]());

async function read(name: string, text: string | Uint8Array) {
  folders += 1;
  await folder.write(`${folders}/${name}`, text);
  const { rows, notes } = await readPoliciesFolder(`${folder.path}/${folders}`);
  return { policy: rows[0]?.value, notes };
}

test('a page of Docusaurus loses its imports, exports and tags, and keeps its text and examples', async () => {
  const { policy, notes } = await read(
    'vpn.mdx',
    [
      '---',
      'id: vpn',
      'title: VPN 정책',
      '---',
      "import Tabs from '@theme/Tabs';",
      'import {',
      '  Card,',
      "} from '@site/src/Card';",
      "import './style.css';",
      '',
      'export const tabs = [',
      "  'mac',",
      '];',
      '',
      '# VPN 정책',
      '',
      '{/* 검토 중 */}',
      '<Tabs groupId="os">',
      '<TabItem value="mac">맥에서는 앱을 설치합니다.</TabItem>',
      '</Tabs>',
      '',
      '```js',
      "import fs from 'node:fs';",
      '<Tabs>',
      '```',
      '',
      'import duties are paid by the sender, and <b>never</b> by us.',
    ].join('\n'),
  );

  expect(policy?.body).toBe(
    [
      '# VPN 정책',
      '',
      '맥에서는 앱을 설치합니다.',
      '',
      '```js',
      "import fs from 'node:fs';",
      '<Tabs>',
      '```',
      '',
      'import duties are paid by the sender, and <b>never</b> by us.',
    ].join('\n'),
  );
  expect(policy?.title).toBe('VPN 정책');
  const note = notes.find((line) => line.includes('code of MDX'))!;
  expect(note).toContain(`"import Tabs from '@theme/Tabs';"`);
  expect(note).toContain('"<Tabs groupId="os">"');
  expect(noteInKorean(note)).toContain('MDX의 코드라서 제외했습니다');
});

test('a page of plain Markdown keeps what only looks like a tag', async () => {
  const { policy, notes } = await read('a.md', '# Names\n\nWrite <Name> of the person.\n');

  expect(policy?.body).toContain('Write <Name> of the person.');
  expect(notes.join()).not.toContain('MDX');
});

test('a text is a policy, whose title is its first line', async () => {
  const { policy, notes } = await read('휴가규정.txt', '\n휴가 규정\n\n제1조(연차)\n연차는 15일입니다.\n');

  expect(policy).toMatchObject({ doc_id: 'hyugagyujeong', title: '휴가 규정', language: 'ko' });
  expect(policy?.body).toContain('제1조(연차)');
  expect(notes.join('\n')).toContain('the title 휴가 규정 is the first line');
});
