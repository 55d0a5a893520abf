import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import Module, { register } from 'node:module';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { VERSION } from './version';

/** What `memo` and its parts mean in a structure script: always this very server. */
const OWN_MODULES: Readonly<Record<string, string>> = {
  memo: join(__dirname, 'index'),
  'memo/structures': join(__dirname, '..', 'structures', 'index'),
  'memo/client': join(__dirname, 'client', 'index'),
};

let installed = false;

/** Lets scripts require and import `memo`, be TypeScript, and show their own lines in stacks; once a process. */
export function installScriptSupport(): void {
  if (installed) return;
  installed = true;
  process.setSourceMapsEnabled(true);
  resolveOwnModules();
  compileTypeScript();
}

interface ModuleInternals {
  _resolveFilename: (request: string, ...rest: unknown[]) => string;
  _extensions: Record<string, (module: { _compile(code: string, file: string): void }, file: string) => void>;
}

const internals = Module as unknown as ModuleInternals;

function resolveOwnModules(): void {
  const resolveFilename = internals._resolveFilename;
  internals._resolveFilename = function (this: unknown, request: string, ...rest: unknown[]) {
    try {
      return resolveFilename.call(this, OWN_MODULES[request] ?? request, ...rest);
    } catch (error) {
      const source = sourceOf(request);
      if (source === undefined) throw error;
      return resolveFilename.call(this, source, ...rest);
    }
  };
  const urls = Object.entries(OWN_MODULES).map(([name, file]) => [
    name,
    pathToFileURL(require.resolve(file)).href,
  ]);
  register(`data:text/javascript,${encodeURIComponent(importHook(Object.fromEntries(urls) as object))}`);
}

/** TypeScript lets a file import './other.js' where there is other.ts. */
const sourceOf = (request: string) =>
  /^\.{1,2}\//.test(request) && request.endsWith('.js') ? request.replace(/js$/, 'ts') : undefined;

/** The same for `import`, whose hooks run in a thread of their own. */
const importHook = (urls: object) => `
const urls = ${JSON.stringify(urls)};
export const resolve = (specifier, context, next) =>
  Object.hasOwn(urls, specifier) ? { url: urls[specifier], shortCircuit: true } : next(specifier, context);
`;

function compileTypeScript(): void {
  const compile: ModuleInternals['_extensions'][string] = (module, file) => {
    module._compile(compiled(file), file);
  };
  internals._extensions['.ts'] = compile;
  internals._extensions['.cts'] = compile;
}

/**
 * The JavaScript of a script, from a cache by the hash of the source, so that later starts load no compiler.
 * The cache is in the user's own folder, where nobody else can leave code to be run.
 */
function compiled(file: string): string {
  const source = readFileSync(file, 'utf8');
  const hash = createHash('sha256').update(`${VERSION} ${process.version} ${file}\n${source}`).digest('hex');
  const folder = join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'memo', 'scripts');
  const cached = join(folder, `${hash}.js`);
  try {
    return readFileSync(cached, 'utf8');
  } catch {
    const code = compile(source, file);
    keep(folder, cached, code);
    return code;
  }
}

function compile(source: string, file: string): string {
  const { create } = require('ts-node') as typeof import('ts-node');
  return create({
    transpileOnly: true,
    skipProject: true,
    compiler: require.resolve('typescript'),
    compilerOptions: {
      target: 'ES2022',
      module: 'CommonJS',
      moduleResolution: 'bundler',
      esModuleInterop: true,
    },
  }).compile(source, file);
}

/** A cache that can't be written costs time only. */
function keep(folder: string, file: string, code: string): void {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const unfinished = `${file}.${process.pid}`;
    writeFileSync(unfinished, code, { mode: 0o600 });
    renameSync(unfinished, file);
  } catch {
    return;
  }
}
