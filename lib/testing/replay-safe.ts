import { join } from 'node:path';
import { Redis } from 'ioredis';
import { isReplyError, type Word } from '../client';
import { readManifest } from '../durability/manifest';
import { splitInlineWords } from '../protocol/inline-words';
import { Request } from '../protocol/request';
import { copyWords } from '../protocol/request-of';
import { clientOptions } from './connector';
import type { MemoryFileSystem } from './memory-file-system';
import { compactLog, MemoryServer, type MemoryServerOptions } from './memory-server';
import { type State, stateOf } from './state';
import { TestClock } from './test-clock';
import { settingOf, type Tested, type TestOptions } from './test-options';

/** A command as a line that redis-cli would take, or as its words. */
export type CommandLine = string | readonly [string, ...Word[]];

/** What the server had, and how long its log was, after a command. */
interface Moment {
  readonly line: string;
  readonly time: number;
  readonly state: State;
  /** Of the increment that is written to. */
  readonly path: string;
  readonly size: number;
}

/** What a server ran, and what it has left. */
interface Run {
  readonly setting: MemoryServerOptions;
  readonly moments: readonly Moment[];
  readonly left: MemoryFileSystem;
}

/** How a server comes to what was logged: its commands run again, or what comes of that was written as a base before. */
type Way = 'replay' | 'a base';

/** So much time goes by before each command. */
const STEP_MS = 1234;

/** Of a command that no handler has seen: whoever wrote the test meant another. */
const MISSPELT = /^ERR (unknown (sub)?command|wrong number of arguments)/;

/**
 * Runs commands on a server with structures, one after the other, and expects that a server which recovers from its log has
 * the same values, as has one that recovers from a base. Throws an Error that names the first command after which they
 * differ, the key, and both values.
 */
export async function expectReplaySafe(
  structures: Tested,
  commands: readonly CommandLine[],
  options: TestOptions = {},
): Promise<void> {
  const run = await record(settingOf(structures, options), commands);
  for (const way of ['replay', 'a base'] as const) {
    const difference = await firstDifference(run, way);
    if (difference !== undefined) throw new Error(difference);
  }
}

async function record(setting: MemoryServerOptions, commands: readonly CommandLine[]): Promise<Run> {
  const server = await MemoryServer.start(setting);
  const [client, reader] = [await clientOf(server), await clientOf(server)];
  const moments: Moment[] = [];
  try {
    for (const command of commands) {
      await passTime(server, setting.clock);
      const line = typeof command === 'string' ? command : command.join(' ');
      await say(server, client, command, `command ${moments.length + 1}, ${line}`);
      moments.push(await momentOf(server, reader, setting.clock.now(), line));
    }
    const left = server.left();
    const lost = moments.find(({ path }) => !left.existsSync(path));
    if (lost) throw new Error(`a command has compacted the log after ${lost.line}: leave that out`);
    return { setting, moments, left };
  } finally {
    await end(server, client, reader);
  }
}

const passTime = (server: MemoryServer, clock: TestClock) =>
  clock.goTo(clock.now() + STEP_MS, () => {
    server.memo.maintenance.expiry.complete();
    return server.settle();
  });

/** Runs a command to its end, whatever a handler answers. */
async function say(server: MemoryServer, client: Redis, command: CommandLine, where: string): Promise<void> {
  const [name, ...words] = wordsOf(command);
  const isQueued = server.memo.sessions().some(({ transaction }) => transaction.isOpen);
  try {
    await answerOf(server, client.call(String(name), ...words));
  } catch (error) {
    const isAnswer = isReplyError(error) && (isQueued || !MISSPELT.test(error.message));
    if (!isAnswer) throw new Error(`${where}: ${(error as Error).message}`, { cause: error });
  }
}

/** Throws as soon as the command waits for what only another client could bring: there is none. */
async function answerOf(server: MemoryServer, command: Promise<unknown>): Promise<unknown> {
  const seen = { isAnswered: false };
  const see = () => {
    seen.isAnswered = true;
  };
  void command.then(see, see);
  while (!seen.isAnswered) {
    await server.settle();
    if (server.memo.sessions().some(({ isBlocked }) => isBlocked))
      throw new Error('it waits, and there is no other client that could bring something');
  }
  return command;
}

function wordsOf(command: CommandLine): (string | Buffer)[] {
  if (typeof command !== 'string')
    return command.map((word) => (Buffer.isBuffer(word) ? word : String(word)));
  const request = new Request();
  request.bytes = Buffer.from(command);
  splitInlineWords(request, 0, request.bytes.length);
  return copyWords(request);
}

async function momentOf(server: MemoryServer, client: Redis, time: number, line: string): Promise<Moment> {
  const { persistence, data: keyspace } = server.memo;
  const { name } = readManifest(persistence.folder)!.increments.at(-1)!;
  const state = await stateOf({ client, keyspace });
  return { line, time, state, path: join(persistence.folder.path, name), size: persistence.log.size };
}

/** Looks for the first command by halves, if there is a difference after the last. */
async function firstDifference(run: Run, way: Way): Promise<string | undefined> {
  const { moments } = run;
  let first = moments.length - 1;
  let found = first < 0 ? undefined : await differenceAt(run, way, moments[first]!);
  if (found === undefined) return undefined;
  for (let same = -1; first - same > 1;) {
    const middle = (same + first) >> 1;
    const difference = await differenceAt(run, way, moments[middle]!);
    if (difference === undefined) same = middle;
    else [first, found] = [middle, difference];
  }
  return `after command ${first + 1}, ${moments[first]!.line}: ${found}`;
}

/** What differs when a server recovers from the log as it was at a moment. */
async function differenceAt({ setting, left }: Run, way: Way, moment: Moment): Promise<string | undefined> {
  const files = left.copy();
  const fd = files.openSync(moment.path, 'r+');
  files.ftruncateSync(fd, moment.size);
  files.closeSync(fd);
  const later = { ...setting, clock: new TestClock(moment.time), seed: setting.seed + 1 };
  if (way === 'a base') await compactLog(later, files);
  const server = await MemoryServer.start(later, files);
  const client = await clientOf(server);
  try {
    return describeDifference(moment.state, await stateOf({ client, keyspace: server.memo.data }), way);
  } finally {
    await end(server, client);
  }
}

function describeDifference(before: State, after: State, way: Way): string | undefined {
  const keys = new Set([...before.keys(), ...after.keys()]);
  const key = [...keys].find((each) => before.get(each)?.text !== after.get(each)?.text);
  if (key === undefined) return undefined;
  const [was, is] = [before, after].map((state) => state.get(key)?.shown ?? 'nothing');
  return `${way} has something else at ${key}:\n  the server: ${was}\n  ${way}: ${is}`;
}

async function clientOf(server: MemoryServer): Promise<Redis> {
  const client = new Redis(clientOptions(() => Promise.resolve(server.connect())));
  await client.connect();
  return client;
}

async function end(server: MemoryServer, ...clients: readonly Redis[]): Promise<void> {
  for (const client of clients) client.disconnect();
  await server.abort();
}
