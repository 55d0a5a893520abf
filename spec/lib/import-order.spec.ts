import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';

const ROOT = resolve(__dirname, '..', '..');

/** The rooms of lib in the order in which a request goes through them; a room imports from those before it only. */
const ROOMS = [
  'errors',
  'version',
  'discarded',
  'log',
  'protocol',
  'rdb',
  'command',
  'structure',
  'packed',
  'keyspace',
  'durability',
  'server',
  'sources',
  'script-support',
  'loader',
  'source-hash',
  'config',
  'registry',
  'reload',
  'compaction-thread',
  'followed-options',
  'memo-options',
  'memo',
  'compaction-context',
  'compaction-worker',
  'doorkeeper',
  'index',
  'testing',
  'cli',
  'tools',
];

function filesIn(folder: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    if (statSync(path).isDirectory()) return filesIn(path);
    return name.endsWith('.ts') ? [path] : [];
  });
}

function importsOf(file: string): string[] {
  const source = readFileSync(file, 'utf8');
  return [...source.matchAll(/(?:^import|^export|\bfrom|\brequire\(|\bimport\()\s*'([^']+)'/gm)].map(
    ([, name]) => name!,
  );
}

const roomOf = (file: string) => relative(join(ROOT, 'lib'), file).replace(/\.ts$/, '').split('/')[0]!;

describe('imports', () => {
  const lib = filesIn(join(ROOT, 'lib')).filter((file) => roomOf(file) !== 'client');

  it('know every room of lib', () => {
    expect(lib.map(roomOf).filter((room) => !ROOMS.includes(room))).toEqual([]);
  });

  it('flow one way through lib', () => {
    const backwards = lib.flatMap((file) =>
      importsOf(file)
        .filter((name) => name.startsWith('.'))
        .map((name) => roomOf(resolve(dirname(file), name)))
        .filter((room) => ROOMS.indexOf(room) > ROOMS.indexOf(roomOf(file)))
        .map((room) => `${relative(ROOT, file)} imports ${room}`),
    );
    expect(backwards).toEqual([]);
  });

  it('of the client come from its own folder and from packages', () => {
    const outside = filesIn(join(ROOT, 'lib', 'client')).flatMap((file) =>
      importsOf(file).filter(
        (name) => name.startsWith('.') && roomOf(resolve(dirname(file), name)) !== 'client',
      ),
    );
    expect(outside).toEqual([]);
  });

  it('of structures are the public API, each other, and packages', () => {
    const outside = filesIn(join(ROOT, 'structures')).flatMap((file) =>
      importsOf(file)
        .filter(
          (name) =>
            name.startsWith('.') && !resolve(dirname(file), name).startsWith(join(ROOT, 'structures')),
        )
        .map((name) => `${relative(ROOT, file)} imports ${name}`),
    );
    expect(outside).toEqual([]);
  });
});
