import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { runInThisContext } from 'node:vm';
import { Structure } from '../../lib/index';
import { sourceHash } from '../../lib/source-hash';
import { ROOT } from '../support/memo-server';
import { startMemo } from '../support/memo';

const run = promisify(execFile);

type Class = new () => Structure;

/** A class of this source, in a scope that has the others. */
function classOf(source: string, others: Record<string, unknown> = {}): Class {
  const names = ['Structure', ...Object.keys(others)];
  const make = runInThisContext(`(${names.join()}) => ${source}`) as (...given: unknown[]) => Class;
  return make(Structure, ...Object.values(others));
}

const hashOf = (source: string, others?: Record<string, unknown>) => sourceHash(classOf(source, others));

describe('The hash of a class', () => {
  const counter = 'class Counter extends Structure { COUNT() { return 1; } }';

  it('is that of its source', () => {
    expect(hashOf(counter)).toMatch(/^[\da-f]{16}$/);
    expect(hashOf(counter)).toBe(hashOf(counter));
    expect(hashOf(counter)).not.toBe(hashOf(counter.replace('1', '2')));
  });

  it('and of the source of what it extends', () => {
    const extending = (source: string) => hashOf('class Counter extends Base {}', { Base: classOf(source) });
    expect(extending(counter)).not.toBe(extending(counter.replace('1', '2')));
  });

  it('and of its parts', () => {
    const holding = (Part: unknown) =>
      hashOf('class Counter extends Structure { static classes = [Part]; }', { Part });
    const hashes = [
      class Part {},
      class Part {
        n = 1;
      },
      class Part extends Map {},
    ].map(holding);
    expect(new Set(hashes).size).toBe(3);
    expect(holding(class Part {})).toBe(holding(class Part {}));
  });

  it("is there for users' classes only", async () => {
    const Counter = classOf(counter);
    const { memo, stop } = await startMemo({ structures: [Counter] });
    const hashes = memo.commands.structures.map(({ Class, sourceHash: hash }) => [Class.name, hash] as const);
    expect(hashes.filter(([, hash]) => hash !== undefined)).toEqual([['Counter', sourceHash(Counter)]]);
    await stop();
  });
});

const body = 'extends Structure { static HASHED() { return 1; } }';
const required = `const { Structure } = require('memo'); require('./help');
  module.exports = class Hashed ${body};`;
const imported = `import { Structure } from 'memo'; import './help.mjs'; export class Hashed ${body}`;
const typed = `import { Structure } from 'memo'; import { help } from './help.js';
  export class Hashed ${body.replace('()', '(): number')}; void help;`;
const installed = required.replace('./help', 'help');

/** Each file's name and source, first the one with the structure. */
type Files = readonly (readonly [name: string, source: string])[];

/** Prints the hashes of the structures in files. */
const PROGRAM = `
  const [root, ...files] = process.argv.slice(1);
  const { loadStructures } = require(root + '/loader');
  const { sourceHash } = require(root + '/source-hash');
  require(root + '/script-support').installScriptSupport();
  (async () => {
    for (const file of files)
      for (const { Class, file: from } of await loadStructures(file)) console.log(sourceHash(Class, from));
  })();
`;

describe('The hash of a class that a file exports', () => {
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'memo-hash-'))));
  afterEach(() => rmSync(folder, { recursive: true }));

  /** The hash of each variant, as a server that is built has it. */
  async function hashesOf(...variants: Files[]): Promise<string[]> {
    const roots = variants.map((files, index) => {
      for (const [name, source] of files) write(join(folder, String(index), name), source);
      return join(folder, String(index), files[0]![0]);
    });
    const { stdout } = await run(process.execPath, ['-e', PROGRAM, join(ROOT, 'dist', 'lib'), ...roots]);
    return stdout.trim().split('\n');
  }

  it.each([
    ['JavaScript', 'a.cjs', required, 'help.js', 'exports.help = 1;'],
    ['a .js file', 'a.js', required, 'help.js', 'exports.help = 1;'],
    ['TypeScript', 'a.ts', typed, 'help.ts', 'export const help: number = 1;'],
  ])('changes when the file does, or one that it requires: %s', async (_, name, source, other, help) => {
    const [hash, same, changed, helped] = await hashesOf(
      [
        [name, source],
        [other, help],
      ],
      [
        [name, source],
        [other, help],
      ],
      [
        [name, `${source}\n// changed`],
        [other, help],
      ],
      [
        [name, source],
        [other, help.replace('1', '2')],
      ],
    );
    expect(hash).toMatch(/^[\da-f]{16}$/);
    expect(same).toBe(hash);
    expect(new Set([hash, changed, helped]).size).toBe(3);
  });

  it('of an ES module changes with what it imports, too', async () => {
    const [hash, helped, changed] = await hashesOf(
      [
        ['a.mjs', imported],
        ['help.mjs', 'export const help = 1;'],
      ],
      [
        ['a.mjs', imported],
        ['help.mjs', 'export const help = 2;'],
      ],
      [
        ['a.mjs', `${imported}\n// changed`],
        ['help.mjs', 'export const help = 1;'],
      ],
    );
    expect(new Set([hash, helped, changed]).size).toBe(3);
  });

  it('does not change with installed packages', async () => {
    const [hash, other] = await hashesOf(
      [
        ['a.cjs', installed],
        ['node_modules/help/index.js', 'exports.help = 1;'],
      ],
      [
        ['a.cjs', installed],
        ['node_modules/help/index.js', 'exports.help = 2;'],
      ],
    );
    expect(other).toBe(hash);
  });
});

function write(path: string, source: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, source);
}
