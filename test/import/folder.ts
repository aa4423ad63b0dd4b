import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

export interface Folder extends AsyncDisposable {
  readonly path: string;
  /** Writes a file, in folders of its own if need be, and returns its path. */
  write(name: string, content: string | Uint8Array): Promise<string>;
}

/** A folder for one test. */
export async function createFolder(): Promise<Folder> {
  const path = await mkdtemp(join(tmpdir(), 'import-'));
  return {
    path,
    async write(name, content) {
      const file = join(path, name);
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, content);
      return file;
    },
    async [Symbol.asyncDispose]() {
      await rm(path, { recursive: true, force: true });
    },
  };
}

export const inventoryHeader = 'item_id,name,category,quantity,location,status,last_updated';

/** So many items as a spreadsheet, from BULK-00001 on. */
export function inventoryOf(count: number): string {
  const rows = Array.from({ length: count }, (_, index) => {
    const id = `BULK-${String(index + 1).padStart(5, '0')}`;
    return `${id},"Dell 27"" monitor ${index}",monitor,${index},서울 본사 3층 IT 창고,available,2026-11-02`;
  });
  return [inventoryHeader, ...rows, ''].join('\n');
}

/** The rows of a file without where they were. */
export function valuesOf<Row>({ rows }: { readonly rows: readonly { readonly value: Row }[] }): Row[] {
  return rows.map(({ value }) => value);
}
