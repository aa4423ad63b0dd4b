import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { describeRowError } from '../../lambda/import/row-error.ts';
import { readPoliciesFolder } from '../../scripts/data/import/files/read-policies.ts';
import { createFolder, type Folder, valuesOf } from './folder.ts';

let folder: Folder;
beforeEach(async () => {
  folder = await createFolder();
});
afterEach(() => folder[Symbol.asyncDispose]());

async function readOne(content: string | Uint8Array, name = 'travel.md') {
  await folder.write(name, content);
  return readPoliciesFolder(folder.path);
}

async function policyOf(content: string, name?: string) {
  const read = await readOne(content, name);
  expect(read.errors).toEqual([]);
  return valuesOf(read)[0]!;
}

async function errorsOf(content: string | Uint8Array, name?: string): Promise<string[]> {
  const { errors } = await readOne(content, name);
  return errors.map((error) => describeRowError(error).replace(folder.path, ''));
}

const minimal = 'title: Travel\nlast_updated: 2026-10-20\n';

describe('a policy as people write it', () => {
  test('may have CRLF, an unquoted date and Korean tags', async () => {
    const lines = [
      '---',
      'doc_id: travel',
      'title: 출장 규정',
      'tags: [출장, "교통비, 숙박비", Travel]',
      'last_updated: 2026-10-20',
      'language: ko',
      '---',
      '',
      '# 출장 규정',
      '',
      '## 1. 신청',
      '',
    ];

    expect(await policyOf(`\uFEFF${lines.join('\r\n')}`)).toEqual({
      doc_id: 'travel',
      title: '출장 규정',
      tags: ['출장', '교통비, 숙박비', 'Travel'],
      last_updated: '2026-10-20',
      language: 'ko',
      body: '# 출장 규정\n\n## 1. 신청',
    });
  });

  test.for([
    ['tags: 출장, 교통비 ,, 숙박', ['출장', '교통비', '숙박']],
    ['tags:\n  - 출장\n  - 2026\n  - no', ['출장', '2026', 'no']],
    ['tags: [VPN, VPN]', ['VPN']],
    ['tags:', []],
    ['tags: []', []],
    ['', []],
  ] as const)('may write its tags as %j', async ([tags, expected]) => {
    expect((await policyOf(`---\n${minimal}${tags}\n---\nText`)).tags).toEqual(expected);
  });

  test('keeps what looks like a number or a truth as the text that it is', async () => {
    const policy = await policyOf('---\ndoc_id: 007\ntitle: no\nlast_updated: "2026-10-20"\n---\nText');

    expect(policy).toMatchObject({ doc_id: '007', title: 'no', last_updated: '2026-10-20' });
  });

  test('takes what its front matter leaves out from the file name, the first heading and the language', async () => {
    const text = '# Remote Work (원격 근무) #\n\nWork from home on two days a week.';

    expect(await policyOf(`---\nlast_updated: 2026-10-20\n---\n${text}`, 'hr/Remote-Work.MD')).toEqual({
      doc_id: 'remote-work',
      title: 'Remote Work (원격 근무)',
      tags: [],
      last_updated: '2026-10-20',
      language: 'en',
      body: text,
    });
  });

  test.for([
    ['VPN은 GlobalProtect와 ERP 접속에 씁니다.', 'ko'],
    ['Use the VPN (가상 사설망) for internal systems.', 'en'],
  ] as const)('is taken for its language: %s', async ([text, language]) => {
    expect((await policyOf(`---\n${minimal}---\n${text}`)).language).toBe(language);
  });

  test('keeps its hard line breaks and a rule of three hyphens in the text', async () => {
    expect((await policyOf(`---\n${minimal}---\nOne  \ntwo\n\n---\n\nthree`)).body).toBe(
      'One  \ntwo\n\n---\n\nthree',
    );
  });

  test('may be in CP949, and says so', async () => {
    const korean = Buffer.from('c3e2c0e520b1d4c1a4', 'hex');
    const content = await readOne(Buffer.concat([Buffer.from(`---\n${minimal}---\n`), korean]));

    expect(valuesOf(content)[0]?.body).toBe('출장 규정');
    expect(content.notes).toEqual([`${folder.path}/travel.md was read as CP949 (EUC-KR).`]);
  });

  test('may have fields of its own, which are named; a version is left to the import', async () => {
    const content = await readOne(`---\n${minimal}mood: fine\nversion: 7\n---\nText`);

    expect(valuesOf(content)[0]).not.toHaveProperty('version');
    expect(content.notes).toEqual([`${folder.path}/travel.md: left out, as it means nothing here: mood.`]);
  });
});

describe('a policy that is wrong', () => {
  test.for([
    [
      '---\ntitle: Travel\nlast_updated: yesterday\n---\nText',
      '/travel.md:3: last_updated: found "yesterday", expected a date with the year first, such as 2026-11-30',
    ],
    [`---\n${minimal}---\n\n`, '/travel.md:1: body: found nothing, expected 1 to 90000 characters'],
    [
      `---\n${minimal}doc_id: My Policy\n---\nText`,
      '/travel.md:4: doc_id: found "My Policy", expected a doc_id of up to 50 lower-case letters, digits and hyphens, such as remote-work',
    ],
    [
      `---\n${minimal}doc_id: index\n---\nText`,
      '/travel.md:4: doc_id: found "index", expected another doc_id: policy://index is the list of all',
    ],
    [`---\n${minimal}language: ja\n---\nText`, '/travel.md:4: language: found "ja", expected one of ko, en'],
    [
      `---\n${minimal}tags:\n  a: b\n---\nText`,
      `/travel.md:4: tags: found "{"a":"b"}", expected up to 50 tags of 1 to 50 characters, as a list or with commas between them`,
    ],
    [
      `---\ntitle: Travel: by train\nlast_updated: 2026-10-20\n---\nText`,
      '/travel.md:2: found bad YAML (Nested mappings are not allowed in compact mappings), expected front matter; text with : or # needs quotes',
    ],
    [
      `---\n- a\n---\nText`,
      '/travel.md:2: found no fields, expected front matter such as title: Travel expenses',
    ],
    [
      `---\n${minimal}Text`,
      '/travel.md:1: found front matter without an end, expected a second line --- after it',
    ],
  ] as const)('%j says %j', async ([content, message]) => {
    expect(await errorsOf(content)).toEqual([message]);
  });

  test('by its file name alone says what a doc_id is', async () => {
    expect(await errorsOf(`---\n${minimal}---\nText`, '在宅勤務.md')).toEqual([
      '/在宅勤務.md:1: doc_id: found "在宅勤務", expected a doc_id of up to 50 lower-case letters, digits and hyphens, such as remote-work',
    ]);
  });

  test('does not spoil the others', async () => {
    await folder.write('a.md', '---\ntitle: [\n---\nText');
    await folder.write('b.md', Buffer.from('caf\xe9', 'latin1'));
    await folder.write('c.md', `---\n${minimal}doc_id: same\n---\nText`);
    await folder.write('d.md', `---\n${minimal}doc_id: same\n---\nText`);
    const { rows, errors } = await readPoliciesFolder(folder.path);

    expect(rows.map(({ place }) => place.file)).toEqual([`${folder.path}/c.md`]);
    expect(errors.map(({ file, field }) => [file.at(-4), field])).toEqual([
      ['a', undefined],
      ['b', undefined],
      ['d', 'doc_id'],
    ]);
    expect(errors.at(-1)?.expected).toBe(`an id that ${folder.path}/c.md does not have`);
  });
});

describe('a folder', () => {
  test('is read with the folders in it, but without hidden and other files', async () => {
    await folder.write('it/vpn.md', `---\n${minimal}---\nText`);
    await folder.write('.git/notes.md', 'Not a policy');
    await folder.write('notes.log', 'Not a policy');
    const content = await readPoliciesFolder(folder.path);

    expect(valuesOf(content).map(({ doc_id }) => doc_id)).toEqual(['vpn']);
    expect(content.errors).toEqual([]);
  });

  test('without a Markdown file is refused', async () => {
    await expect(readPoliciesFolder(folder.path)).rejects.toThrow(
      'found no .md or .txt file, expected a folder with one Markdown file (.md) or text (.txt) for each policy',
    );
  });

  test.for([
    ['missing', 'found nothing there, expected a folder'],
    ['file.md', 'found a file, expected a folder'],
  ] as const)('that is %s is refused', async ([name, message]) => {
    await folder.write('file.md', 'Text');

    await expect(readPoliciesFolder(`${folder.path}/${name}`)).rejects.toThrow(message);
  });
});
