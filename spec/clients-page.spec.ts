import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './support/memo-server';

/** Rows of docs/clients.md that begin with a package of npm and its version. */
const rows = [
  ...readFileSync(join(ROOT, 'docs', 'clients.md'), 'utf8').matchAll(/^\| `([^`]+)`[^|]*\| (\d[\d.]*) /gm),
];

const installed = (name: string) =>
  (JSON.parse(readFileSync(join(ROOT, 'node_modules', name, 'package.json'), 'utf8')) as { version: string })
    .version;

it('docs/clients.md names the versions that the specs run', () => {
  expect(rows.length).toBeGreaterThan(8);
  expect(rows.map(([, name, version]) => [name, version])).toEqual(
    rows.map(([, name]) => [name, installed(name!)]),
  );
});
