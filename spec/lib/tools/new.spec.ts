import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { installedFrom, newCommand } from '../../../lib/tools/new';
import { ROOT } from '../../support/memo-server';

const home = process.cwd();
const folder = realpathSync(mkdtempSync(join(tmpdir(), 'memo-new-')));
const memoNew = (...words: string[]) => newCommand().exitOverride().parseAsync(words, { from: 'user' });
const textOf = (...names: string[]) => readFileSync(join(folder, ...names), 'utf8');

describe('memo new', () => {
  const said: string[] = [];

  beforeAll(() => {
    process.chdir(folder);
    jest.spyOn(process.stdout, 'write').mockImplementation((text) => said.push(String(text)) > 0);
  });
  afterAll(() => {
    jest.restoreAllMocks();
    process.chdir(home);
    rmSync(folder, { recursive: true });
  });

  it('makes a structure, its spec, and what they need', async () => {
    await memoNew('rate-limiter');
    const made = readdirSync(join(folder, 'rate-limiter'), { recursive: true, encoding: 'utf8' });
    expect(made.sort()).toEqual([
      '.gitignore',
      'README.md',
      'jest.config.js',
      'package.json',
      'spec',
      'spec/rate-limiter.spec.ts',
      'structures',
      'structures/rate-limiter.ts',
      'tsconfig.json',
    ]);
    expect(textOf('rate-limiter', 'structures', 'rate-limiter.ts')).toContain('class RateLimiter extends');
    expect(textOf('rate-limiter', 'spec', 'rate-limiter.spec.ts')).toContain("'../structures/rate-limiter'");
    expect(said.join('')).toContain('made rate-limiter/ with class RateLimiter');
  });

  it('leaves nothing to fill in', () => {
    for (const name of readdirSync(join(folder, 'rate-limiter'), { recursive: true, encoding: 'utf8' })) {
      if (name.includes('.')) expect(textOf('rate-limiter', name)).not.toMatch(/__\w+__/);
    }
  });

  it.each([
    ['job-queue-2', 'JobQueue2'],
    ['x', 'X'],
  ])('makes of the name %s a class %s', async (name, Name) => {
    await memoNew(name);
    expect(textOf(name, 'structures', `${name}.ts`)).toContain(`class ${Name} extends Structure`);
  });

  it.each([
    ['RateLimiter', "RateLimiter can't be the name of a package: it has capital letters; take rate-limiter"],
    ['HTTPCache2', 'take http-cache2'],
    ['../up', 'give a name, no path'],
    ['@me/it', 'give a name, no path'],
    ['2fast', 'it must begin with a letter'],
    ['.dot', 'it must begin with a letter'],
    ['rate limiter', 'it may have letters, digits and hyphens'],
    ['ünder', 'it must begin with a letter'],
    ['a--b', 'each hyphen must be followed by a letter or a digit'],
    ['a-', 'each hyphen must be followed by a letter or a digit'],
    ['a'.repeat(215), 'it is longer than 214 characters'],
    ['memo', 'the package that it needs has this name'],
    ['list', 'list: there is a type list already'],
    ['sorted-set', 'there is a type sortedset already'],
    ['map', 'map: a class Map would hide one that the project uses'],
    ['structure', 'a class Structure would hide one'],
    ['test-server', 'a class TestServer would hide one'],
  ])('refuses the name %s', async (name, reason) => {
    await expect(memoNew('--', name)).rejects.toThrow(reason);
  });

  it('overwrites nothing', async () => {
    writeFileSync(join(folder, 'taken'), 'precious');
    await expect(memoNew('taken')).rejects.toThrow('taken exists already: nothing was changed');
    expect(textOf('taken')).toBe('precious');
  });

  it('says where Memo is: where it comes from, or what it is told', async () => {
    const dependencyOf = (name: string) =>
      (JSON.parse(textOf(name, 'package.json')) as { dependencies: { memo: string } }).dependencies.memo;
    expect(dependencyOf('rate-limiter')).toBe(`file:${relative(join(folder, 'rate-limiter'), ROOT)}`);
    writeFileSync(join(folder, 'memo.tgz'), '');
    await memoNew('packed', '--memo', 'memo.tgz');
    expect(dependencyOf('packed')).toBe('file:../memo.tgz');
    mkdirSync(join(folder, 'a "b" \\c'));
    await memoNew('quoted', '--memo', 'a "b" \\c');
    expect(dependencyOf('quoted')).toBe('file:../a "b" \\c');
    await memoNew('versioned', '--memo', '^1.0.0');
    expect(dependencyOf('versioned')).toBe('^1.0.0');
    await expect(memoNew('astray', '--memo', './none.tgz')).rejects.toThrow(
      '--memo ./none.tgz: there is no such file or folder',
    );
    expect(existsSync(join(folder, 'astray'))).toBe(false);
  });

  it.each([
    ['dependencies', 'file:../packs/memo-0.2.0.tgz', '../packs/memo-0.2.0.tgz'],
    ['devDependencies', '^0.2.0', '^0.2.0'],
    ['dependencies', 'git+ssh://example.org/memo.git', 'git+ssh://example.org/memo.git'],
    ['peerDependencies', '*', './node_modules/memo'],
  ])('takes Memo from where it was installed from: %s of %s', (kind, wanted, from) => {
    writeFileSync(join(folder, 'package.json'), JSON.stringify({ [kind]: { memo: wanted } }));
    const root = join(folder, 'node_modules', 'memo');
    expect(installedFrom(root)).toBe(from.startsWith('.') ? join(folder, from) : from);
  });

  it('tells what it makes', () => {
    let help = '';
    newCommand()
      .configureOutput({ writeOut: (text) => (help += text) })
      .outputHelp();
    expect(help).toContain('memo new rate-limiter makes rate-limiter/ with');
  });

  it('takes the versions that this repository tests with', () => {
    interface Package {
      readonly dependencies: Readonly<Record<string, string>>;
      readonly devDependencies: Readonly<Record<string, string>>;
    }
    const ours = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as Package;
    const template = textOf('rate-limiter', 'package.json');
    const theirs = (JSON.parse(template) as Package).devDependencies;
    const wanted = Object.keys(theirs).map((name) => [
      name,
      ours.devDependencies[name] ?? ours.dependencies[name],
    ]);
    expect(theirs).toEqual(Object.fromEntries(wanted));
  });
});
