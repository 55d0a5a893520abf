import { Command, Option } from 'commander';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { ConfigurationError } from '../errors';
import type { Described } from './described';
import { ioredisNames, ioredisTypes } from './ioredis-types';
import { nodeRedisCode, nodeRedisTypes } from './node-redis-types';
import { quoted, WORD_TYPES } from './word-types';

/** The packages that types are written for. */
const CLIENTS = ['ioredis', 'redis'] as const;
type Client = (typeof CLIENTS)[number];

interface Options {
  readonly out: string;
  readonly for?: Client;
}

/** `memo types [SOURCES…]`: what clients that don't import the classes must know of them. */
export const typesCommand = (): Command =>
  new Command('types')
    .description(
      "Write the types of structures' commands for ioredis and node-redis (the package redis), and beside them the JavaScript that gives a client these commands.",
    )
    .argument('<sources...>', 'files, folders or packages that export structure classes')
    .option(
      '--out <file>',
      'the declarations, FILE.d.ts, .d.mts or .d.cts; the code is FILE.js, .mjs or .cjs',
      'memo-commands.d.ts',
    )
    .addOption(
      new Option('--for <client>', 'only for one; else for those that are installed there, or both').choices(
        CLIENTS,
      ),
    )
    .action(run);

async function run(sources: string[], options: Options): Promise<void> {
  const out = resolve(options.out);
  if (!/\.d\.[cm]?ts$/.test(out))
    throw new ConfigurationError(`--out is a name that ends in .d.ts, not ${options.out}`);
  const clients = options.for === undefined ? installedAt(dirname(out)) : [options.for];
  const { describedStructures } = await import('./described.js');
  const structures = await describedStructures(sources);
  const code = out.replace(/\.d\.([cm]?)ts$/, '.$1js');
  writeFileSync(out, declarations(structures, clients));
  writeFileSync(code, program(structures, clients, isModule(code)));
  process.stdout.write(`wrote ${out} and ${code}${options.for === undefined ? leftOut(clients) : ''}\n`);
}

/** Memo brings ioredis along, so that is found wherever Memo is installed; the other one may be meant as well. */
function leftOut(clients: readonly Client[]): string {
  const missing = CLIENTS.filter((name) => !clients.includes(name));
  return missing.map((name) => `; none for ${name}, which is not installed there (--for ${name})`).join('');
}

/** The clients that a file there can import; all when that is none. */
function installedAt(folder: string): readonly Client[] {
  const { resolve: find } = createRequire(join(folder, 'index.js'));
  const installed = CLIENTS.filter((name) => find.paths(name)!.some((path) => existsSync(join(path, name))));
  return installed.length > 0 ? installed : CLIENTS;
}

/** Whether Node takes a file of JavaScript for an ES module: by its name, or the nearest package.json. */
function isModule(file: string): boolean {
  if (!file.endsWith('.js')) return file.endsWith('.mjs');
  for (let folder = dirname(file); ; folder = dirname(folder)) {
    const description = join(folder, 'package.json');
    if (existsSync(description))
      return (JSON.parse(readFileSync(description, 'utf8')) as { type?: string }).type === 'module';
    if (folder === dirname(folder)) return false;
  }
}

const HEAD = '// Written by `memo types`. Run it again when the structures have changed.\n';

const declarations = (structures: readonly Described[], clients: readonly Client[]) =>
  [
    HEAD,
    ...(clients.includes('ioredis') ? [ioredisTypes(structures)] : []),
    ...(clients.includes('redis') ? [nodeRedisTypes(structures)] : []),
    WORD_TYPES,
    '',
  ].join('\n');

function program(structures: readonly Described[], clients: readonly Client[], asModule: boolean): string {
  const names = ioredisNames(structures).map(quoted);
  const exported = [
    ...(clients.includes('ioredis') ? ['addCommands'] : []),
    ...(clients.includes('redis') ? ['modules'] : []),
  ];
  return [
    HEAD,
    ...(asModule ? [] : ["'use strict';\n"]),
    ...(clients.includes('ioredis') ? [ioredisCode(names)] : []),
    ...(clients.includes('redis') ? [nodeRedisCode(structures)] : []),
    ...(asModule
      ? [`export { ${exported.join(', ')} };`]
      : exported.map((name) => `exports.${name} = ${name};`)),
    '',
  ].join('\n');
}

const ioredisCode = (names: readonly string[]) => `function addCommands(client) {
  for (const name of [${names.join(', ')}]) client.addBuiltinCommand(name);
  return client;
}
`;
