import { dirname, sep } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { MessagePort } from 'node:worker_threads';
import type { SourceSet } from './recording';

/*
 * Hooks of `import`, which Node runs in a thread of their own. They lead `memo` to this very server, load the modules anew
 * that an importer of a later generation names, tell which sources are imported, and answer those that are played back.
 */

/** What the hooks are given as they begin. */
export interface ImportHooksData {
  /** Addresses of the server's own modules, by their names. */
  readonly own: Readonly<Record<string, string>>;
  readonly ownFolders: readonly string[];
  readonly port: MessagePort;
  readonly played: SourceSet | undefined;
}

/** A module that was found or loaded. */
export interface ImportNews {
  readonly file: string;
  readonly format: string | undefined;
  readonly text?: string | undefined;
  readonly importer?: string | undefined;
  readonly folder?: string | undefined;
  readonly name?: string | undefined;
}

interface Resolved {
  readonly url: string;
  readonly format?: string | null | undefined;
  readonly shortCircuit?: boolean;
}

interface Loaded {
  readonly format: string;
  readonly source?: string | Uint8Array | null | undefined;
  readonly shortCircuit?: boolean;
}

interface Context {
  readonly parentURL?: string;
}

type Next<T> = (url: string, context: object) => Promise<T>;

const GENERATION = 'memo';

let data: ImportHooksData;

export function initialize(given: ImportHooksData): void {
  data = given;
}

export async function resolve(name: string, context: Context, next: Next<Resolved>): Promise<Resolved> {
  if (Object.hasOwn(data.own, name)) return { url: data.own[name]!, shortCircuit: true };
  const importer = fileOf(context.parentURL);
  const played = playedFile(name, importer);
  if (played !== undefined) {
    tellFound(name, importer, played);
    return { url: pathToFileURL(played).href, format: data.played!.formats.get(played), shortCircuit: true };
  }
  const resolved = await next(name, context);
  const file = usersFileOf(resolved.url);
  if (file === undefined) return resolved;
  tellFound(name, importer, file);
  return { ...resolved, url: sameGeneration(resolved.url, context.parentURL) };
}

export async function load(url: string, context: object, next: Next<Loaded>): Promise<Loaded> {
  const file = usersFileOf(url);
  const format = file === undefined ? undefined : data.played?.formats.get(file);
  if (file !== undefined && format !== undefined) return playedModule(file, format);
  const loaded = await next(url, context);
  if (file !== undefined) tell({ file, format: loaded.format, text: textOf(loaded) });
  return loaded;
}

const tell = (news: ImportNews) => {
  data.port.postMessage(news);
};

function tellFound(name: string, importer: string | undefined, file: string): void {
  if (importer === undefined) tell({ file, format: undefined });
  else tell({ file, format: undefined, importer, folder: dirname(importer), name });
}

/** CommonJS is read by `require`, which tells of it itself. */
const textOf = ({ format, source }: Loaded) =>
  format === 'commonjs' || !source ? undefined : Buffer.from(source as Uint8Array).toString();

function fileOf(url: string | undefined): string | undefined {
  return url?.startsWith('file:') ? fileURLToPath(withoutQuery(url)) : undefined;
}

const withoutQuery = (url: string) => url.replace(/[?#].*$/, '');

function usersFileOf(url: string): string | undefined {
  const file = fileOf(url);
  if (file === undefined || file.includes(`${sep}node_modules${sep}`)) return undefined;
  return data.ownFolders.some((folder) => file.startsWith(folder)) ? undefined : file;
}

/** What a module of a generation imports is of that generation, too. */
function sameGeneration(url: string, importer: string | undefined): string {
  const generation = importer?.startsWith('file:') ? new URL(importer).searchParams.get(GENERATION) : null;
  if (generation === null) return url;
  const target = new URL(url);
  target.searchParams.set(GENERATION, generation);
  return target.href;
}

/** The file that a name meant when its source was recorded, if that was imported. */
function playedFile(name: string, importer: string | undefined): string | undefined {
  if (!data.played) return undefined;
  const { found, formats } = data.played;
  const file =
    fileOf(name) ?? (importer === undefined ? undefined : found.get(`${dirname(importer)}\n${name}`));
  return file !== undefined && formats.has(file) ? file : undefined;
}

/** `require` has the text of a CommonJS module: it is wrapped here, for its importers. */
function playedModule(file: string, format: string): Loaded {
  const { texts, exported } = data.played!;
  const isCommon = format === 'commonjs';
  tell({ file, format, text: isCommon ? undefined : texts.get(file) });
  const source = isCommon ? wrapped(file, exported.get(file) ?? []) : texts.get(file);
  return { format: isCommon ? 'module' : format, source, shortCircuit: true };
}

const wrapped = (file: string, names: readonly string[]) =>
  [
    "import { createRequire } from 'node:module';",
    `const exported = createRequire(${JSON.stringify(file)})(${JSON.stringify(file)});`,
    'export default exported;',
    ...names.flatMap((name, index) => [
      `const name${index} = exported[${JSON.stringify(name)}];`,
      `export { name${index} as ${JSON.stringify(name)} };`,
    ]),
  ].join('\n');
