import { execFile } from 'node:child_process';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { ModuleKind, ScriptTarget, transpileModule } from 'typescript';
import { compiledScript } from '../../lib/script-support';
import { ROOT, startMemoServer } from './memo-server';
import { blocksOf, stepsOf, type Block } from './page';
import type { RunningServer } from './redis-server';

/*
 * How the samples of a page are written, so that `describeSamples` runs them:
 *
 * - A block whose first line is `// name.ts` (or .js, .mjs, `// src/name.ts`) is that file; a page's files are in a folder
 *   of their own, with a copy of examples/ and docs/. One that is named after a file of the project (`// examples/lock.ts`) is a part
 *   of that, word for word.
 * - Such a file that exports nothing is a program: it runs against the server of the page, with `port: 6379` as its port.
 *   `await client.POP('jobs'); // 'paint'` also expects what the comment says.
 * - One named `*.spec.ts` is run by jest.
 * - A block of the language `console` is a terminal: `$ bin/memo-server …` starts the server of the page, in place of the
 *   one that ran, before all else in the block; `$ redis-cli …` and `$ bin/memo …` run, and print
 *   exactly the lines below. `…` there is any text. Other commands are for the reader.
 * - All TypeScript must compile (spec/readme.spec.ts), with `memo`, jest's globals and the packages below.
 */

const run = promisify(execFile);

/** What samples may import beside `memo` and what Node has. */
const PACKAGES = ['denque', 'ioredis', 'minisearch', 'redis'];

const COMPILER_OPTIONS = { target: ScriptTarget.ES2022, module: ModuleKind.CommonJS, esModuleInterop: true };

/** What a project with a bundler or a loader has. */
const PROJECT_OPTIONS = {
  target: 'ES2022',
  module: 'ESNext',
  moduleResolution: 'bundler',
  strict: true,
  noEmit: true,
  skipLibCheck: true,
  types: ['node', 'jest'],
  typeRoots: [join(ROOT, 'node_modules', '@types')],
};

/** The pages in a folder of the project, by their paths in it. */
export const pagesIn = (folder: string): string[] =>
  readdirSync(join(ROOT, folder))
    .filter((name) => name.endsWith('.md'))
    .map((name) => join(folder, name));

/** Runs the samples of pages, named by their paths in the project: a test for each file, and for each line of a terminal. */
export function describeSamples(pages: readonly string[]): void {
  const project = new Project();
  beforeAll(() => pages.forEach((page) => project.add(page)));
  afterAll(() => project.remove());
  for (const page of pages) describe(page, () => describePage(page, project.folderOf(page)));
}

/** What the compiler says of the TypeScript on pages: nothing. */
export async function compileSamples(pages: readonly string[]): Promise<string> {
  const project = new Project();
  try {
    pages.forEach((page) => project.add(page));
    return await project.compile();
  } finally {
    project.remove();
  }
}

/** A folder in which samples stand as in a project that has installed Memo. */
class Project {
  private readonly folder = mkdtempSync(join(tmpdir(), 'memo-pages-'));

  constructor() {
    const modules = join(this.folder, 'node_modules');
    mkdirSync(modules);
    symlinkSync(ROOT, join(modules, 'memo'));
    for (const name of PACKAGES) symlinkSync(join(ROOT, 'node_modules', name), join(modules, name));
  }

  folderOf(page: string): string {
    return join(this.folder, page.replaceAll('/', '-'));
  }

  add(page: string): void {
    cpSync(join(ROOT, 'examples'), join(this.folderOf(page), 'examples'), { recursive: true });
    symlinkSync(join(ROOT, 'docs'), join(this.folderOf(page), 'docs'));
    for (const block of blocksOf(join(ROOT, page)))
      if (isOwnFile(block)) writeSample(this.folderOf(page), block);
  }

  async compile(): Promise<string> {
    const project = { compilerOptions: PROJECT_OPTIONS, include: ['**/*.ts'], exclude: ['**/examples'] };
    writeFileSync(join(this.folder, 'tsconfig.json'), JSON.stringify(project));
    const compiler = join(ROOT, 'node_modules', '.bin', 'tsc');
    return outputOf(run(compiler, ['-p', this.folder]));
  }

  remove(): void {
    rmSync(this.folder, { recursive: true });
  }
}

type File = Block & { file: string };

const isFile = (block: Block): block is File => block.file !== undefined;

/** A part of a file of the project, rather than a file of the page. */
const isExcerpt = (block: Block): block is File => isFile(block) && block.file.startsWith('examples/');

const isOwnFile = (block: Block): block is File => isFile(block) && !isExcerpt(block);

const isTerminal = ({ language }: Block) => ['console', 'sh'].includes(language);

const isSpec = ({ file }: File) => /\.spec\.[jt]s$/.test(file);

/** A file that exports nothing is run; one that does is a structure or a part of a program. */
const isProgram = (block: File) => !isSpec(block) && !/^(export|module\.exports)/m.test(block.text);

function writeSample(folder: string, { file, text }: File): void {
  mkdirSync(dirname(join(folder, file)), { recursive: true });
  writeFileSync(join(folder, file), text);
  if (file.endsWith('.ts')) writeFileSync(join(folder, compiledName(file)), compile(text));
}

const compiledName = (file: string) => file.replace(/ts$/, 'js');

const compile = (source: string) => transpileModule(source, { compilerOptions: COMPILER_OPTIONS }).outputText;

function describePage(page: string, folder: string): void {
  const blocks = blocksOf(join(ROOT, page));
  if (blocks.length === 0) return;
  let server: RunningServer | undefined;
  afterAll(() => server?.stop());

  const start = async (args: string) => {
    await server?.stop();
    const words = args.split(' ');
    words.filter((word) => word.endsWith('.ts')).forEach((file) => compileAhead(join(folder, file)));
    server = await startMemoServer(words, folder);
  };

  let played: ReturnType<typeof runSpecs> | undefined;
  const results = () => (played ??= runSpecs(blocks.filter(isOwnFile).filter(isSpec), folder));

  for (const block of blocks) {
    const serve = isTerminal(block) ? /bin\/memo-server (.*)/.exec(block.text)?.[1] : undefined;
    if (serve !== undefined) it(`memo-server ${serve}`, () => start(serve));
    if (block.language === 'console') describeTerminal(block.text, folder, () => server!.port);
    if (isExcerpt(block)) it(`${block.file} has these lines`, () => expectExcerpt(block));
    if (!isOwnFile(block)) continue;
    if (isSpec(block)) it(`jest ${block.file}`, () => expectPassed(block, results()));
    else if (isProgram(block)) it(`node ${block.file}`, () => runProgram(block, folder, server?.port));
  }
}

/** The compiler is loaded here already: the server finds in its cache what it would load one for. */
const compileAhead = (file: string) => compiledScript(readFileSync(file, 'utf8'), file);

function describeTerminal(transcript: string, folder: string, port: () => number): void {
  for (const { command, output } of stepsOf(transcript)) {
    if (!/^(redis-cli|bin\/memo) /.test(command)) continue;
    it(command, async () => expectOutput(await shell(command, folder, port), output));
  }
}

/** What a line prints on a terminal. */
async function shell(command: string, folder: string, port: () => number): Promise<string> {
  const line = command.startsWith('redis-cli')
    ? command.replace('redis-cli', `redis-cli -p ${port()} --no-raw`)
    : command.replace('bin', join(ROOT, 'bin'));
  const { stdout } = await run('sh', ['-c', line], { cwd: folder });
  return stdout.replace(/ +$/gm, '').trimEnd();
}

function expectOutput(printed: string, output: string): void {
  if (!output.includes('…')) return expect(printed).toBe(output);
  const parts = output.split('…').map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  expect(printed).toMatch(new RegExp(`^${parts.join('[^]+')}$`));
}

function expectExcerpt({ file, text }: File): void {
  const lines = text.slice(text.indexOf('\n') + 1).trim();
  expect(readFileSync(join(ROOT, file), 'utf8')).toContain(lines);
}

/** Runs a program against the server; a comment behind an awaited call is the reply it must get. */
async function runProgram({ file, text }: File, folder: string, port = 0): Promise<void> {
  const checked = text
    .replaceAll('port: 6379', `port: ${port}`)
    .replace(/^(await .*); \/\/ (.*)$/gm, "require('node:assert').deepEqual($1, $2);");
  const program = join(folder, compiledName(file));
  writeFileSync(program, `(async () => {\n${compile(checked)}\n})();`);
  await run(process.execPath, [program], { cwd: folder });
}

/** What jest says of a file of specs. */
interface SpecResult {
  readonly name: string;
  readonly status: string;
  readonly message: string;
}

/** Runs the specs of a page in one jest, which takes a while to begin. */
async function runSpecs(blocks: readonly File[], folder: string): Promise<readonly SpecResult[]> {
  const jest = join(ROOT, 'node_modules', 'jest', 'bin', 'jest.js');
  const testMatch = blocks.map(({ file }) => `**/${compiledName(file)}`);
  const config = JSON.stringify({ testMatch, transform: {} });
  const words = [jest, '--ci', '--runInBand', '--json', '--rootDir', folder, '--config', config];
  const { stdout } = await run(process.execPath, words, { cwd: folder }).catch(
    (error: unknown) => error as { stdout: string },
  );
  return (JSON.parse(stdout) as { testResults: SpecResult[] }).testResults;
}

async function expectPassed({ file }: File, results: Promise<readonly SpecResult[]>): Promise<void> {
  const result = (await results).find(({ name }) => name.endsWith(`/${compiledName(file)}`));
  expect([result?.status, result?.message]).toEqual(['passed', '']);
}

/** What a program prints, whether it fails or not. */
async function outputOf(program: Promise<{ stdout: string; stderr: string }>): Promise<string> {
  const { stdout, stderr } = await program.catch(
    (error: unknown) => error as { stdout: string; stderr: string },
  );
  return `${stdout}${stderr}`;
}
