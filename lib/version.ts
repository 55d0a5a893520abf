import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The version in the package.json that this file belongs to, whether it is compiled or not. */
export const VERSION = readVersion(__dirname);

function readVersion(folder: string): string {
  try {
    const { name, version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Record<
      string,
      string
    >;
    if (name === 'memo' && version !== undefined) return version;
  } catch {
    if (dirname(folder) === folder) throw new Error('the package.json of memo is missing');
  }
  return readVersion(dirname(folder));
}
