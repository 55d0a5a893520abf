import Redis from 'ioredis';
import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually } from '../../support/eventually';
import { type MemoProcess, startMemoServer } from '../../support/memo-server';

/** A list of words, joined by what another file says. */
const LINE = `
import { reads, Structure, structure, t, writes, type Server } from 'memo';
import { mark } from './mark';

@structure()
export class Line extends Structure {
  words: string[] = [];

  @writes('Adds a word.', t.key(), t.text('word'))
  static SAY(server: Server, key: string, word: string) {
    return server.open(Line, key).words.push(word);
  }

  @reads('All words.')
  SAID() {
    return this.words.join(mark);
  }
}
`;
const MARK = "export const mark: string = ' ';";

const COUNTER = `
import { Structure } from 'memo';
import { step } from './step.mjs';
import plain from './plain.cjs';

export class Counter extends Structure {
  n = 0;
  static STEP(server, key) {
    return (server.open(Counter, key).n += step + plain.more);
  }
}
`;
const STEP = 'export const step = 1;';
const PLAIN = 'exports.more = 0;';

describe('MEMO RELOAD', () => {
  let folder: string;
  let server: MemoProcess;
  let client: Redis;
  const write = (name: string, text: string) => writeFileSync(join(folder, name), text);
  const say = (name: string, ...words: string[]) => client.call(name, ...words);
  const reload = async () => {
    const reply = (await say('MEMO', 'RELOAD')) as unknown[];
    return Object.fromEntries(reply.flatMap((name, at) => (at % 2 ? [] : [[name, reply[at + 1]]])));
  };
  const refusal = () =>
    reload().then(
      () => 'reloaded',
      (error: unknown) => (error as Error).message,
    );

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'memo-reload-'));
    restore();
    server = await startMemoServer(['--structures', 'line.ts', 'counter.mjs'], folder);
    client = new Redis(server.port);
  });
  beforeEach(async () => {
    await say('FLUSHALL');
    restore();
    await reload();
  });
  afterAll(async () => {
    client.disconnect();
    await server.stop();
    rmSync(folder, { recursive: true });
  });

  function restore(): void {
    write('line.ts', LINE);
    write('mark.ts', MARK);
    write('counter.mjs', COUNTER);
    write('step.mjs', STEP);
    write('plain.cjs', PLAIN);
  }

  it('runs what the files say now, and what they require', async () => {
    await say('SAY', 'line', 'a');
    await say('SAY', 'line', 'b');
    write('mark.ts', MARK.replace("' '", "'-'"));
    expect(await reload()).toMatchObject({ 'classes-changed': ['Line'], values: 1, files: 5 });
    expect(await say('SAID', 'line')).toBe('a-b');
    expect(await say('SAY', 'line', 'c')).toBe(3);
  });

  it('runs ES modules anew, and what they import', async () => {
    await say('STEP', 'n');
    write('step.mjs', STEP.replace('1', '10'));
    expect(await reload()).toMatchObject({ 'classes-changed': ['Counter'] });
    expect(await say('STEP', 'n')).toBe(11);
    write('plain.cjs', PLAIN.replace('0', '100'));
    expect(await reload()).toMatchObject({ 'classes-changed': ['Counter'] });
    expect(await say('STEP', 'n')).toBe(121);
  });

  it('upgrades values, and answers what has changed', async () => {
    await say('SAY', 'line', 'a');
    write(
      'line.ts',
      LINE.replace(
        'words: string[] = [];',
        `static version = 1;
         static upgrade({ words }: { words: string[] }) { return { words: [...words, 'upgraded'] }; }
         words: string[] = [];`,
      ).replace('SAID()', 'TOLD()'),
    );
    expect(await reload()).toMatchObject({
      'commands-added': ['TOLD'],
      'commands-removed': ['SAID'],
      'classes-upgraded': ['Line from version 0 to 1'],
    });
    expect(await say('TOLD', 'line')).toBe('a upgraded');
  });

  it.each([
    ['is no TypeScript', 'mark.ts', 'export const mark = ;', /mark\.ts:1: .*Expression expected/],
    ['throws', 'mark.ts', "\nthrow new Error('no luck');", /mark\.ts:2: Error: no luck$/],
    ['is no ES module', 'step.mjs', '\n\nexport const = 1;', /step\.mjs:3: SyntaxError: /],
    [
      'requires what is not there',
      'mark.ts',
      "import './gone'; export const mark = '';",
      /mark\.ts:\d+: Error: Cannot find module/,
    ],
    ['has no structure', 'line.ts', '', /line\.ts exports no structure/],
    [
      'has a command that is taken',
      'line.ts',
      LINE.replace('static SAY', 'static STEP'),
      /counter\.mjs: STEP is a static command of both Line and Counter/,
    ],
    [
      'has a class that is none',
      'line.ts',
      LINE.replace('words: string[]', '#x = 1; words: string[]'),
      /line\.ts:.* #x/,
    ],
  ])('keeps the old code when a file %s, and says where', async (_, name, text, reason) => {
    await say('SAY', 'line', 'a');
    write(name, text);
    const said = await refusal();
    expect(said).toMatch(/^ERR not reloaded, the old code runs on: /);
    expect(said).toMatch(reason);
    await eventually(() =>
      expect(server.output()).toContain(JSON.stringify(said.replace('ERR ', '')).slice(1, -1)),
    );
    expect(await say('SAY', 'line', 'b')).toBe(2);
    expect(await say('SAID', 'line')).toBe('a b');
  });

  it('keeps the old code when a value can not be upgraded, and says where that failed', async () => {
    await say('SAY', 'line', 'a');
    const bad = "static version = 1;\nstatic upgrade() { throw new Error('no luck'); }\n";
    write('line.ts', LINE.replace('words: string[]', `${bad}words: string[]`));
    expect(await refusal()).toMatch(
      /line\.ts:8: the Line at key 'line' of database 0: Line\.upgrade of a value of version 0 failed: no luck$/,
    );
    expect(await say('SAID', 'line')).toBe('a');
  });

  it('is refused while one runs', async () => {
    write('hold', '');
    const wait =
      "import { existsSync } from 'node:fs'; while (existsSync('hold')) await new Promise(setImmediate);";
    write('step.mjs', `${wait} ${STEP}`);
    const first = refusal();
    const other = new Redis(server.port);
    const second = other.call('MEMO', 'RELOAD');
    await expect(second).rejects.toThrow('ERR a reload runs already');
    other.disconnect();
    rmSync(join(folder, 'hold'));
    expect(await first).toBe('reloaded');
  });
});

describe('--watch', () => {
  it('reloads when files change, are replaced, or come; and says why it can not', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'memo-watch-'));
    const write = (name: string, text: string) => writeFileSync(join(folder, name), text);
    write('line.ts', LINE);
    write('mark.ts', MARK);
    const server = await startMemoServer(['--structures', folder, '--watch'], folder);
    const client = new Redis(server.port);
    await client.call('SAY', 'line', 'a');
    await client.call('SAY', 'line', 'b');
    const said = (text: string) =>
      eventually(async () => expect(await client.call('SAID', 'line')).toBe(text));
    try {
      write('mark.ts', MARK.replace("' '", "'-'"));
      await said('a-b');
      write('mark.ts', 'export const mark = ;');
      await eventually(() => expect(server.output()).toMatch(/not reloaded.*mark\.ts:1/));
      write('mark.ts~', MARK.replace("' '", "'+'"));
      renameSync(join(folder, 'mark.ts~'), join(folder, 'mark.ts'));
      await said('a+b');
      write(
        'more.cjs',
        "const { Structure } = require('memo'); exports.A = class A extends Structure { static AA(server, key) { return 1; } };",
      );
      await eventually(async () => expect(await client.call('AA', 'k')).toBe(1));
      expect(server.output()).toMatch(/reloaded 3 files .*commands added: AA; classes added: A/);
    } finally {
      client.disconnect();
      await server.stop();
      rmSync(folder, { recursive: true });
    }
  });
});
