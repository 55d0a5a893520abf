import { Command } from 'commander';
import { cpSync, existsSync, readdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { ConfigurationError } from '../errors';
import { Memo } from '../memo';
import { ROOT } from '../version';

const TEMPLATE = join(ROOT, 'templates', 'project');

interface Options {
  readonly memo: string;
}

/** `memo new rate-limiter`: a project for a class RateLimiter. */
export const newCommand = (): Command =>
  new Command('new')
    .description(
      'Make a project in a folder NAME: a structure in TypeScript, its spec, and what they need to run.',
    )
    .argument(
      '<name>',
      'of the folder and the package: lower case, words joined by hyphens, e.g. rate-limiter',
    )
    .option(
      '--memo <where>',
      "Memo's folder or packed file, or a version, for the project to install",
      installedFrom(ROOT),
    )
    .addHelpText('after', EXAMPLE)
    .action(run);

const EXAMPLE = `
Example:
  memo new rate-limiter makes rate-limiter/ with
    structures/rate-limiter.ts    class RateLimiter
    spec/rate-limiter.spec.ts     its spec, with memo/testing
    package.json, tsconfig.json, jest.config.js, .gitignore, README.md
  In it, npm install && npm test, and npm start.
`;

async function run(name: string, { memo }: Options): Promise<void> {
  refuseName(name);
  const Name = classNameOf(name);
  await refuseClass(Name, name);
  const folder = resolve(name);
  const dependency = dependencyOn(memo, folder);
  if (existsSync(folder)) throw new ConfigurationError(`${name} exists already: nothing was changed`);
  cpSync(TEMPLATE, folder, { recursive: true });
  const words = { __name__: name, __Name__: Name, __memo__: JSON.stringify(dependency).slice(1, -1) };
  for (const file of filesIn(folder)) fillIn(file, words);
  process.stdout.write(
    `made ${name}/ with class ${Name} in structures/${name}.ts\n\n  cd ${name}\n  npm install\n  npm test\n  npm start\n`,
  );
}

/** The longest name that npm takes. */
const LONGEST = 214;

/** npm's rules, and that the folder is made here. Throws a ConfigurationError that says which one is broken. */
function refuseName(name: string): void {
  const refuse = (reason: string) => {
    throw new ConfigurationError(`${name} can't be the name of a package: ${reason}`);
  };
  if (/[\\/]/.test(name)) refuse('the folder is made where you are, so give a name, no path');
  if (name.length > LONGEST) refuse(`it is longer than ${LONGEST} characters`);
  if (name !== name.toLowerCase()) refuse(`it has capital letters; take ${hyphenated(name)}`);
  if (!/^[a-z]/.test(name)) refuse('it must begin with a letter');
  if (!/^[a-z0-9-]+$/.test(name)) refuse('it may have letters, digits and hyphens');
  if (/-(-|$)/.test(name)) refuse('each hyphen must be followed by a letter or a digit');
  if (name === 'memo') refuse('the package that it needs has this name');
}

/** RateLimiter as rate-limiter. */
const hyphenated = (name: string) =>
  name.replace(/(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])/g, '-').toLowerCase();

const classNameOf = (name: string) =>
  name.replace(/(?:^|-)([a-z0-9])/g, (_, first: string) => first.toUpperCase());

/** What the template imports. */
const IMPORTED = ['CommandError', 'Structure', 'TestServer'];

/** Throws a ConfigurationError when the class could not have this name. */
async function refuseClass(Name: string, name: string): Promise<void> {
  const builtIn = await new Memo().offline(({ commands }) => commands.structures);
  const type = Name.toLowerCase();
  const isBuiltIn = builtIn.some(({ Class, typeName }) => Class.name === Name || typeName === type);
  if (isBuiltIn) throw new ConfigurationError(`${name}: there is a type ${type} already, take another name`);
  if (Name in globalThis || IMPORTED.includes(Name))
    throw new ConfigurationError(
      `${name}: a class ${Name} would hide one that the project uses, take another name`,
    );
}

/**
 * Where the Memo at `root` came from, by the package.json that had it installed: a packed file, a folder, a version. A project
 * that installed the copy in somebody's node_modules instead would be gone with that. `root` itself where nobody says.
 */
export function installedFrom(root: string): string {
  const home = dirname(dirname(root));
  const file = join(home, 'package.json');
  if (basename(dirname(root)) !== 'node_modules' || !existsSync(file)) return root;
  const { dependencies, devDependencies } = JSON.parse(readFileSync(file, 'utf8')) as Dependent;
  const wanted = dependencies?.memo ?? devDependencies?.memo;
  return wanted?.startsWith('file:') ? resolve(home, wanted.slice('file:'.length)) : (wanted ?? root);
}

interface Dependent {
  readonly dependencies?: { readonly memo?: string };
  readonly devDependencies?: { readonly memo?: string };
}

/** What package.json says of a folder, a packed file or a version: paths as npm writes them. */
function dependencyOn(memo: string, folder: string): string {
  const path = resolve(memo);
  if (existsSync(path)) return `file:${relative(folder, path)}`;
  if (/[\\/]|\.tgz$/.test(memo))
    throw new ConfigurationError(`--memo ${memo}: there is no such file or folder`);
  return memo;
}

const filesIn = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isFile());

/**
 * Puts words in the place of those that stand for them, in the text and in the name of a file. An underscore keeps a name
 * from meaning something to tools where the templates are.
 */
function fillIn(file: string, words: Readonly<Record<string, string>>): void {
  const filled = (text: string) => text.replace(/__\w+?__/g, (word) => words[word] ?? word);
  writeFileSync(file, filled(readFileSync(file, 'utf8')));
  renameSync(file, join(dirname(file), filled(basename(file)).replace(/^_/, '')));
}
