import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { ModuleKind, ScriptTarget, transpileModule } from 'typescript';
import { ROOT, startMemoServer } from './support/memo-server';
import { blocksOf, stepsOf, type Block } from './support/page';
import type { RunningServer } from './support/redis-server';

jest.setTimeout(60_000);

const run = promisify(execFile);
const PAGES = [
  'README.md',
  'docs/structures.md',
  'docs/plain-javascript.md',
  'docs/clients.md',
  'docs/guide/async.md',
  'docs/guide/looking-inside.md',
  'docs/guide/alarms.md',
  'docs/examples/work-queue.md',
];
const PACKAGES = ['ioredis', 'redis', 'denque'];
const COMPILER_OPTIONS = { target: ScriptTarget.ES2022, module: ModuleKind.CommonJS, esModuleInterop: true };

/** What a project with a bundler or a loader has. */
const PROJECT_OPTIONS = {
  target: 'ES2022',
  module: 'ESNext',
  moduleResolution: 'bundler',
  strict: true,
  noEmit: true,
  skipLibCheck: true,
  types: ['node'],
  typeRoots: [join(ROOT, 'node_modules', '@types')],
};

const folder = mkdtempSync(join(tmpdir(), 'memo-pages-'));
const folderOf = (page: string) => join(folder, page);

/** A file that exports nothing is run; one that does is a structure or a part of a program. */
const isProgram = (block: Block): block is Block & { file: string } =>
  block.file !== undefined && !/^(export|module\.exports)/m.test(block.text);

beforeAll(() => {
  mkdirSync(join(folder, 'node_modules'));
  symlinkSync(ROOT, join(folder, 'node_modules', 'memo'));
  for (const name of PACKAGES) {
    symlinkSync(join(ROOT, 'node_modules', name), join(folder, 'node_modules', name));
  }
  for (const page of PAGES) writeFiles(page);
});
afterAll(() => rmSync(folder, { recursive: true }));

function writeFiles(page: string): void {
  mkdirSync(folderOf(page), { recursive: true });
  cpSync(join(ROOT, 'examples'), join(folderOf(page), 'examples'), { recursive: true });
  for (const { file, text } of blocksOf(join(ROOT, page))) {
    if (file === undefined) continue;
    writeFileSync(join(folderOf(page), file), text);
    if (file.endsWith('.ts')) writeFileSync(compiledName(page, file), compile(text));
  }
}

const compiledName = (page: string, file: string) => join(folderOf(page), file.replace(/ts$/, 'js'));

const compile = (source: string) => transpileModule(source, { compilerOptions: COMPILER_OPTIONS }).outputText;

describe.each(PAGES)('%s', (page) => {
  let server: RunningServer | undefined;
  afterAll(() => server?.stop());

  const start = async (args: string) => {
    await server?.stop();
    server = await startMemoServer(args.split(' '), folderOf(page));
  };

  for (const block of blocksOf(join(ROOT, page))) {
    const serve = /bin\/memo-server (.*)/.exec(block.text)?.[1];
    if (serve !== undefined) it(`memo-server ${serve}`, () => start(serve));
    for (const { command, output } of stepsOf(block.text)) {
      if (!command.startsWith('redis-cli')) continue;
      it(command, async () => expect(await shell(command, server!.port)).toBe(output));
    }
    if (isProgram(block)) it(`node ${block.file}`, () => runProgram(block, page, server?.port));
  }
});

/** What a line prints on a terminal. */
async function shell(command: string, port: number): Promise<string> {
  const { stdout } = await run('sh', ['-c', command.replace('redis-cli', `redis-cli -p ${port} --no-raw`)]);
  return stdout.replace(/ +$/gm, '').trimEnd();
}

/** Runs a program against the server; a comment behind an awaited call is the reply it must get. */
async function runProgram(
  { file, text }: { file: string; text: string },
  page: string,
  port = 0,
): Promise<void> {
  const checked = text
    .replace('port: 6379', `port: ${port}`)
    .replace(/^(await .*); \/\/ (.*)$/gm, "require('node:assert').deepEqual($1, $2);");
  const program = compiledName(page, file);
  writeFileSync(program, `(async () => {\n${compile(checked)}\n})();`);
  await run(process.execPath, [program], { cwd: folderOf(page) });
}

it('the TypeScript on all pages compiles', async () => {
  const project = { compilerOptions: PROJECT_OPTIONS, include: ['**/*.ts'], exclude: ['**/examples'] };
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(project));
  const compiler = join(ROOT, 'node_modules', '.bin', 'tsc');
  await expect(run(compiler, ['-p', folder]).catch((error: unknown) => error)).resolves.toEqual({
    stdout: '',
    stderr: '',
  });
});
