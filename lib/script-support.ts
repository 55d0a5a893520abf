import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import Module, { register } from 'node:module';
import { homedir } from 'node:os';
import { dirname, isAbsolute, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { MessageChannel } from 'node:worker_threads';
import type { ImportHooksData } from './sources/import-hooks';
import { hearImportsOn, nameIn, OWN_FOLDERS, playedBack, recording } from './sources/recording';
import { VERSION } from './version';

/** What `memo` and its parts mean in a structure script: always this very server. */
const OWN_MODULES: Readonly<Record<string, string>> = {
  memo: join(__dirname, 'index'),
  'memo/structures': join(__dirname, '..', 'structures', 'index'),
  'memo/client': join(__dirname, 'client', 'index'),
};

/** Compiled, also where the server itself is TypeScript. */
const IMPORT_HOOKS = join(
  __dirname,
  ...(__filename.endsWith('.ts') ? ['..', 'dist', 'lib'] : []),
  'sources',
  'import-hooks.js',
);

let installed = false;

/** Lets scripts require and import `memo`, be TypeScript, and show their own lines in stacks; once a process. */
export function installScriptSupport(): void {
  if (installed) return;
  installed = true;
  process.setSourceMapsEnabled(true);
  resolveOwnModules();
  compileTypeScript();
  recordSources();
}

interface Loading {
  readonly filename?: string | null;
  exports: unknown;
  _compile(code: string, file: string, ...rest: unknown[]): unknown;
}

type Extension = (module: Loading, file: string) => void;

interface ModuleInternals {
  _resolveFilename: (request: string, parent: unknown, ...rest: unknown[]) => string;
  _extensions: Record<string, Extension>;
}

const internals = Module as unknown as ModuleInternals;

function resolveOwnModules(): void {
  const resolveFilename = internals._resolveFilename;
  internals._resolveFilename = function (this: unknown, request: string, parent: unknown, ...rest) {
    const filename = (parent as Loading | undefined)?.filename;
    const folder = filename ? dirname(filename) : undefined;
    const known = playedFile(folder, request);
    if (known !== undefined) return known;
    const find = (name: string) => resolveFilename.call(this, name, parent, ...rest);
    const file = findSource(find, request);
    if (folder !== undefined) recording().noteFound(folder, request, file);
    return file;
  };
  registerImportHooks();
}

/** TypeScript lets a file import './other.js' where there is other.ts. */
function findSource(find: (name: string) => string, request: string): string {
  try {
    return find(OWN_MODULES[request] ?? request);
  } catch (error) {
    const isCompiledName = /^\.{1,2}\//.test(request) && request.endsWith('.js');
    if (!isCompiledName) throw error;
    return find(request.replace(/js$/, 'ts'));
  }
}

/** The file that a name meant in the files of a folder, among those that are played back. */
function playedFile(folder: string | undefined, request: string): string | undefined {
  const played = playedBack();
  if (!played) return undefined;
  if (isAbsolute(request)) return played.texts.has(request) ? request : undefined;
  return folder === undefined ? undefined : played.found.get(nameIn(folder, request));
}

/** The same for `import`. */
function registerImportHooks(): void {
  const own = Object.entries(OWN_MODULES).map(([name, file]) => [
    name,
    pathToFileURL(require.resolve(file)).href,
  ]);
  const { port1, port2 } = new MessageChannel();
  const data: ImportHooksData = {
    own: Object.fromEntries(own) as ImportHooksData['own'],
    ownFolders: OWN_FOLDERS,
    port: port2,
    played: playedBack(),
  };
  register(pathToFileURL(IMPORT_HOOKS), { data, transferList: [port2] });
  hearImportsOn(port1);
}

function compileTypeScript(): void {
  const compileScript: Extension = (module, file) => {
    const source = playedBack()?.texts.get(file) ?? readFileSync(file, 'utf8');
    recording().noteText(file, source);
    module._compile(compiledScript(source, file), file);
  };
  internals._extensions['.ts'] = compileScript;
  internals._extensions['.cts'] = compileScript;
}

/** Notes what JavaScript and JSON there is, and reads what is played back. */
function recordSources(): void {
  const { '.js': readScript, '.json': readJson } = internals._extensions as Record<
    '.js' | '.json',
    Extension
  >;
  internals._extensions['.js'] = (module, file) => {
    const text = playedBack()?.texts.get(file);
    noteCompiled(module);
    if (text === undefined) readScript(module, file);
    else module._compile(text, file);
  };
  internals._extensions['.json'] = (module, file) => {
    const text = playedBack()?.texts.get(file);
    if (text !== undefined) module.exports = JSON.parse(text);
    else readJson(module, file);
    recording().noteText(file, text ?? readFileSync(file, 'utf8'));
  };
}

/** Notes the text that a module is compiled of: the very one that runs. */
function noteCompiled(module: Loading): void {
  module._compile = (code, file, ...rest) => {
    // The module has the method of all modules again.
    Reflect.deleteProperty(module, '_compile');
    recording().noteText(file, code);
    return module._compile(code, file, ...rest);
  };
}

/**
 * The JavaScript of a script, from a cache by the hash of the source, so that later starts load no compiler.
 * The cache is in the user's own folder, where nobody else can leave code to be run.
 */
export function compiledScript(source: string, file: string): string {
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
  const before = Object.getOwnPropertyDescriptor(Error, 'prepareStackTrace');
  try {
    return compilerOf().compile(source, file);
  } finally {
    // ts-node's own knows the lines only of what it has compiled, not of what comes from the cache; Node knows them all.
    if (before) Object.defineProperty(Error, 'prepareStackTrace', before);
    else Reflect.deleteProperty(Error, 'prepareStackTrace');
  }
}

function compilerOf() {
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
  });
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
