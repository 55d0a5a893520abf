import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { ROOT, startMemoServer, type MemoProcess } from '../../support/memo-server';

jest.setTimeout(180_000);

const LIBRARY = join(ROOT, 'spec', 'support', 'library.ts');
const execute = promisify(execFile);

/** What users of ioredis write; none of it needs the classes. */
const WITH_IOREDIS = `
import { deepEqual } from 'node:assert';
import Redis from 'ioredis';
import { addCommands } from './memo-commands';

type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
const same = <A, B>(equal: Equal<A, B>) => equal;

export async function useIoredis(port: number): Promise<void> {
  const client = addCommands(new Redis(port));
  deepEqual(await client.shelve('city', ['1', 'Emma'], ['2', 'Persuasion']), 2);
  deepEqual(await client.review('city', '1', 4), 1);
  deepEqual(await client.review('city', '1', 5, 'Ada'), 1);
  deepEqual(await client.stars('city', '1'), '4.5');
  deepEqual(await client.browse('city', 'a', 'REV', 'LIMIT', 0, 1), ['2', 'Persuasion']);
  deepEqual(await client.browse('city', 'a'), ['1', 'Emma', '2', 'Persuasion']);
  deepEqual(await client.list('city', 1, 'COUNT', 5), ['2']);
  deepEqual(await client.list('city'), ['1', '2']);
  deepEqual(await client.library('SIZE', 2, 'city', 'village'), 2);
  deepEqual(await client.begin('queue', 7), 'OK');
  deepEqual(await client.pop('queue'), 7);
  deepEqual(await client.pipeline().pop('city').get('x').exec(), [[null, '1'], [null, null]]);
  deepEqual(await client.multi().pop('city').exec(), [[null, '2']]);

  same<ReturnType<typeof client.shelve>, Promise<number>>(true);
  same<ReturnType<typeof client.review>, Promise<0 | 1>>(true);
  same<ReturnType<typeof client.stars>, Promise<string | null>>(true);
  same<ReturnType<typeof client.browse>, Promise<string[]>>(true);
  same<ReturnType<typeof client.pop>, Promise<string | number | null>>(true);
  client.disconnect();

  const modern = addCommands(new Redis({ port, protocol: 3, replyMapping: 'resp3' }));
  await modern.shelve('city', ['1', 'Emma']);
  deepEqual(await modern.review('city', '1', 4), true);
  deepEqual(await modern.stars('city', '1'), 4);
  deepEqual({ ...(await modern.browse('city', 'a', 'BYTITLE')) }, { 1: 'Emma' });
  same<ReturnType<typeof modern.stars>, Promise<number | null>>(true);
  same<ReturnType<typeof modern.review>, Promise<boolean>>(true);
  same<ReturnType<typeof modern.browse>, Promise<Record<string, string>>>(true);
  modern.disconnect();
}

export const misused = (client: Redis) => [
  // @ts-expect-error no such command
  () => client.shelf('city'),
  // @ts-expect-error the book is missing
  () => client.shelve('city'),
  // @ts-expect-error stars are a number
  () => client.review('city', '1', 'many'),
  // @ts-expect-error a word too many
  () => client.review('city', '1', 4, 'Ada', 'Bob'),
  // @ts-expect-error no such option
  () => client.browse('city', 'a', 'SIDEWAYS'),
  // @ts-expect-error LIMIT needs two numbers
  () => client.browse('city', 'a', 'LIMIT', 1),
  // @ts-expect-error COUNT would be taken for a number
  () => client.list('city', 'COUNT', 5),
  // @ts-expect-error no such sub-command
  () => client.library('WEIGHT', 1, 'city'),
];
`;

/** And users of node-redis. */
const WITH_NODE_REDIS = `
import { deepEqual, rejects } from 'node:assert';
import { createClient } from 'redis';
import { modules } from './memo-commands';

const connect = (port: number) => createClient({ socket: { host: '127.0.0.1', port }, modules });

export async function useNodeRedis(port: number): Promise<void> {
  const client = await connect(port).connect();
  deepEqual(await client.library.SHELVE('town', [['1', 'Emma'], ['2', 'Persuasion']]), 2);
  deepEqual(await client.library.REVIEW('town', '1', 4), true);
  deepEqual(await client.library.REVIEW('town', '1', 5, 'Ada'), true);
  const stars: number | null = await client.library.STARS('town', '1');
  deepEqual(stars, 4.5);
  const books: Record<string, string> = await client.library.BROWSE('town', 'a', { REV: true, LIMIT: [0, 1] });
  deepEqual({ ...books }, { 2: 'Persuasion' });
  deepEqual({ ...(await client.library.BROWSE('town', 'Em', { order: 'BYTITLE', REV: false })) }, { 1: 'Emma' });
  deepEqual(await client.library.LIST('town', 1, { COUNT: 5 }), ['2']);
  deepEqual(await client.library.LIST('town', undefined, {}), ['1', '2']);
  await rejects(client.library.LIST('town', undefined, { COUNT: 5 }), /first is missing/);
  deepEqual(await client.library.LIBRARY_SIZE(['town', 'village']), 2);
  deepEqual(await client.counter.BEGIN('numbers', 7n), 'OK');
  const number: number = await client.counter.POP('numbers');
  deepEqual(number, 7);
  const replies = await client.multi().library.POP('town').counter.POP('numbers').exec();
  deepEqual(replies, ['1', 8]);
  client.destroy();

  const prefixed = await createClient({ socket: { host: '127.0.0.1', port }, modules, keyPrefix: 'to', RESP: 2 }).connect();
  const legacy: string[] = await prefixed.library.BROWSE('wn', 'a');
  deepEqual(legacy, ['2', 'Persuasion']);
  deepEqual(await prefixed.library.LIBRARY_SIZE('wn'), 1);
  prefixed.destroy();
}

export const misused = (client: ReturnType<typeof connect>) => [
  // @ts-expect-error no such command
  () => client.library.SHELF('town'),
  // @ts-expect-error a pair is two
  () => client.library.SHELVE('town', [['1']]),
  // @ts-expect-error stars are a number
  () => client.library.REVIEW('town', '1', 'many'),
  // @ts-expect-error no such option
  () => client.library.BROWSE('town', 'a', { SIDEWAYS: true }),
  // @ts-expect-error neither BYTITLE nor BYISBN
  () => client.library.BROWSE('town', 'a', { order: 'BYWEIGHT' }),
  // @ts-expect-error a key is missing
  () => client.counter.POP(),
];
`;

const MAIN = `
import { useIoredis } from './with-ioredis';
import { useNodeRedis } from './with-node-redis';
const port = Number(process.argv[2]);
void useIoredis(port).then(() => useNodeRedis(port)).then(() => console.log('done'));
`;

/** Declarations are not checked, so they are under another name, too. */
const PROJECT = {
  compilerOptions: {
    target: 'ES2022',
    lib: ['ES2023'],
    module: 'CommonJS',
    moduleResolution: 'bundler',
    esModuleInterop: true,
    strict: true,
    outDir: 'out',
    types: ['node'],
    typeRoots: [join(ROOT, 'node_modules', '@types')],
    skipLibCheck: true,
  },
  include: ['*.ts'],
};

describe('memo types', () => {
  const folder = mkdtempSync(join(tmpdir(), 'memo-types-'));
  const at = (...names: string[]) => join(folder, ...names);
  const run = (program: string, ...words: string[]) => execute(program, words, { cwd: folder });
  const memo = (...words: string[]) => run(join(ROOT, 'bin', 'memo'), 'types', ...words);
  let server: MemoProcess;

  beforeAll(async () => {
    mkdirSync(at('node_modules'));
    for (const name of ['ioredis', 'redis', '@redis'])
      symlinkSync(join(ROOT, 'node_modules', name), at('node_modules', name));
    mkdirSync(at('modules'));
    writeFileSync(at('modules', 'package.json'), '{ "type": "module" }');
    [server] = await Promise.all([
      startMemoServer(['--structures', LIBRARY]),
      memo(LIBRARY, join(ROOT, 'dist', 'structures', 'standard')),
      memo(join(ROOT, 'examples', 'fifo.js'), '--for', 'redis', '--out', 'modules/queue.d.ts'),
    ]);
  });
  afterAll(async () => {
    await server.stop();
    rmSync(folder, { recursive: true });
  });

  // Those of Redis' commands are written beside, for they have every kind of argument.
  it('lets ioredis and node-redis call structures whose classes they have not, and refuses wrong calls', async () => {
    writeFileSync(at('with-ioredis.ts'), WITH_IOREDIS);
    writeFileSync(at('with-node-redis.ts'), WITH_NODE_REDIS);
    writeFileSync(at('checked.ts'), readFileSync(at('memo-commands.d.ts')));
    writeFileSync(at('main.ts'), MAIN);
    writeFileSync(at('tsconfig.json'), JSON.stringify(PROJECT));
    const tsc = join(ROOT, 'node_modules', '.bin', 'tsc');
    const said = await run(tsc, '-p', '.').catch((error: unknown) => error as { stdout: string });
    expect(said.stdout).toBe('');
    writeFileSync(at('out', 'memo-commands.js'), readFileSync(at('memo-commands.js')));
    expect((await run(process.execPath, at('out', 'main.js'), String(server.port))).stdout).toBe('done\n');
  });

  it('declares what was said of classes and commands', () => {
    const types = readFileSync(at('memo-commands.d.ts'), 'utf8');
    expect(types).toContain(' * Books, and who has them.\n');
    expect(types).toContain(
      '    /** Give stars to a book. */\n    review(key: Key, isbn: Word, stars: Integer, reader?: Word)',
    );
  });

  it('writes for one client, and an ES module where files are such', () => {
    expect(readFileSync(at('modules', 'queue.d.ts'), 'utf8')).not.toContain('ioredis');
    expect(readFileSync(at('modules', 'queue.js'), 'utf8')).toMatch(/^export \{ modules \};$/m);
  });

  it('says for which client it wrote nothing, since that is not installed there', async () => {
    const other = mkdtempSync(join(tmpdir(), 'memo-types-'));
    mkdirSync(join(other, 'node_modules', 'ioredis'), { recursive: true });
    const { stdout } = await memo(join(ROOT, 'examples', 'fifo.js'), '--out', join(other, 'queue.d.ts'));
    expect(stdout).toMatch(/queue\.js; none for redis, which is not installed there \(--for redis\)\n$/);
    rmSync(other, { recursive: true });
  });

  it('refuses what it can not do', async () => {
    const refused = async (...words: string[]) =>
      memo(...words).then(
        () => '',
        (error: unknown) => (error as { stderr: string }).stderr,
      );
    expect(await refused(LIBRARY, '--out', 'commands.ts')).toBe(
      'memo: --out is a name that ends in .d.ts, not commands.ts\n',
    );
    expect(await refused('nowhere.ts')).toContain('nowhere.ts: no such file, folder or package');
    expect(await refused()).toContain("missing required argument 'sources'");
  });
});
