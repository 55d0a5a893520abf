import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

interface Package {
  /** Its folder. */
  readonly root: string;
  readonly version: string;
}

const found = findPackage(__dirname);

/** The version in the package.json that this file belongs to, whether it is compiled or not. */
export const VERSION = found.version;

/** The folder of that package.json. */
export const ROOT = found.root;

function findPackage(root: string): Package {
  try {
    const { name, version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as Record<
      string,
      string
    >;
    if (name === 'memo' && version !== undefined) return { root, version };
  } catch {
    if (dirname(root) === root) throw new Error('the package.json of memo is missing');
  }
  return findPackage(dirname(root));
}
