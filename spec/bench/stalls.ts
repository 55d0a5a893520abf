import { drive, encode, repeated } from './driver';
import type { TurnTimes } from './inside/turn-clock';
import { addMembers, element, memberTypes, streamId, type MemberType } from './members';
import type { BenchOptions } from './options';
import { seededRandom } from './random';
import { Server, withServers } from './servers';

/** The longest turns of one value: while it grew, and while it was used. */
export interface Stalls {
  readonly type: MemberType;
  readonly growing: readonly TurnTimes[];
  readonly used: readonly TurnTimes[];
}

type Words = readonly (string | number)[];

const KEY = 'large';
const GROUP = 'readers';
const COMMANDS = 10_000;
/** Few, since a turn runs all that a client sends at once. */
const PIPELINE = 10;

/** An index that stays one although the list gets shorter. */
const anywhere = (member: number) => Math.floor(member * 0.9);

/**
 * Commands about a member, by its number, and a number that no member has. Redis answers each of them in less than
 * a millisecond, however large the value.
 */
const commands: Readonly<Record<MemberType['name'], (member: number, absent: number) => readonly Words[]>> = {
  hash: (member, absent) => [
    ['HGET', KEY, element(member)],
    ['HMGET', KEY, element(member), element(absent)],
    ['HEXISTS', KEY, element(absent)],
    ['HSTRLEN', KEY, element(member)],
    ['HLEN', KEY],
    ['HSET', KEY, element(member), 'another value', element(absent), 'one more'],
    ['HSETNX', KEY, element(member), 'no'],
    ['HDEL', KEY, element(absent)],
    ['HINCRBY', KEY, 'counter', 1],
    ['HRANDFIELD', KEY, 10],
    ['HSCAN', KEY, member, 'COUNT', 10],
  ],
  list: (member, absent) => [
    ['LINDEX', KEY, anywhere(member)],
    ['LSET', KEY, anywhere(member), element(absent)],
    ['LRANGE', KEY, anywhere(member), anywhere(member) + 10],
    ['LPUSH', KEY, element(absent)],
    ['RPUSH', KEY, element(absent)],
    ['LLEN', KEY],
    ['LRANGE', KEY, 0, 99],
    ['LRANGE', KEY, -100, -1],
    ['LPOS', KEY, element(absent), 'MAXLEN', 1000],
    ['LMOVE', KEY, KEY, 'LEFT', 'RIGHT'],
    ['LPOP', KEY],
    ['RPOP', KEY, 2],
    ['LTRIM', KEY, 1, -2],
  ],
  set: (member, absent) => [
    ['SISMEMBER', KEY, element(member)],
    ['SMISMEMBER', KEY, element(member), element(absent)],
    ['SCARD', KEY],
    ['SADD', KEY, element(absent)],
    ['SREM', KEY, element(absent)],
    ['SRANDMEMBER', KEY, 10],
    ['SPOP', KEY],
    ['SMOVE', KEY, 'other', element(member)],
    ['SINTER', KEY, 'other', 'none'],
    ['SSCAN', KEY, member, 'COUNT', 10],
  ],
  zset: (member, absent) => [
    ['ZSCORE', KEY, element(member)],
    ['ZMSCORE', KEY, element(member), element(absent)],
    ['ZRANK', KEY, element(member)],
    ['ZREVRANK', KEY, element(absent)],
    ['ZCARD', KEY],
    ['ZCOUNT', KEY, member, '+inf'],
    ['ZLEXCOUNT', KEY, '-', '+'],
    ['ZADD', KEY, member, element(absent)],
    ['ZINCRBY', KEY, 1000, element(member)],
    ['ZREM', KEY, element(absent)],
    ['ZRANGE', KEY, member, member + 10],
    ['ZRANGEBYSCORE', KEY, member, '+inf', 'LIMIT', 0, 10],
    ['ZREVRANGEBYSCORE', KEY, member, '-inf', 'WITHSCORES', 'LIMIT', 0, 10],
    ['ZREMRANGEBYRANK', KEY, member % 1000, (member % 1000) + 1],
    ['ZRANGESTORE', 'other', KEY, member, member + 10],
    ['ZRANDMEMBER', KEY, 10],
    ['ZPOPMIN', KEY],
    ['ZPOPMAX', KEY, 2],
    ['ZSCAN', KEY, member, 'COUNT', 10],
  ],
  stream: (member) => [
    ['XADD', KEY, '*', 'field', 'value'],
    ['XADD', KEY, 'MAXLEN', '~', 1_000_000, '*', 'field', 'value'],
    ['XLEN', KEY],
    ['XRANGE', KEY, streamId(member), '+', 'COUNT', 10],
    ['XREVRANGE', KEY, streamId(member), '-', 'COUNT', 10],
    ['XREAD', 'COUNT', 10, 'STREAMS', KEY, streamId(member)],
    ['XDEL', KEY, streamId(member)],
    ['XTRIM', KEY, 'MINID', '~', streamId(member % 1000)],
    ['XINFO', 'STREAM', KEY],
    ['XREADGROUP', 'GROUP', GROUP, 'one', 'COUNT', 10, 'STREAMS', KEY, '>'],
    ['XREADGROUP', 'GROUP', GROUP, 'one', 'COUNT', 10, 'STREAMS', KEY, streamId(member)],
    ['XACK', KEY, GROUP, streamId(member)],
    ['XCLAIM', KEY, GROUP, 'other', 0, streamId(member)],
    ['XAUTOCLAIM', KEY, GROUP, 'other', 0, streamId(member), 'COUNT', 10],
    ['XPENDING', KEY, GROUP],
    ['XPENDING', KEY, GROUP, streamId(member), '+', 10],
    ['XINFO', 'GROUPS', KEY],
    ['XINFO', 'CONSUMERS', KEY, GROUP],
  ],
};

/** What comes before the commands: of a stream, a group that has read a fifth of it. */
const preparations: Partial<Record<MemberType['name'], (members: number) => readonly Words[]>> = {
  stream: (members) => [
    ['XGROUP', 'CREATE', KEY, GROUP, 0],
    ...new Array<Words>(200).fill([
      ...['XREADGROUP', 'GROUP', GROUP, 'one', 'COUNT', Math.ceil(members / 1000), 'STREAMS', KEY, '>'],
    ]),
  ],
};

/** Of any value. UNLINK is the last. */
const onKeys: readonly Words[] = [
  ['TYPE', KEY],
  ['OBJECT', 'ENCODING', KEY],
  ['EXPIRE', KEY, 1000],
  ['PERSIST', KEY],
  ['RENAME', KEY, 'renamed'],
  ['UNLINK', 'renamed'],
];

/** Times the turns of servers that have one large value, as often as there is a third of a pair, for each type. */
export async function timeStalls(options: BenchOptions): Promise<Stalls[]> {
  const rows: Stalls[] = [];
  for (const type of memberTypes.filter(({ name }) => options.types?.includes(name) ?? true)) {
    const growing: TurnTimes[] = [];
    const used: TurnTimes[] = [];
    for (let round = 0; round < Math.ceil(options.pairs / 3); round++) {
      const times = await timeOne(type, options);
      growing.push(times.growing);
      used.push(times.used);
    }
    rows.push({ type, growing, used });
  }
  return rows;
}

function timeOne(type: MemberType, { members, dataSize, server }: BenchOptions) {
  const starting = [Server.memo({ script: server, inside: 'turn-clock' })] as const;
  return withServers(starting, async (memo) => {
    await memo.ask('start');
    await addMembers(memo, type, KEY, members, 'x'.repeat(dataSize), { atOnce: 1, pipeline: PIPELINE });
    const growing = await memo.ask<TurnTimes>('stop');
    await prepareValue(memo, type, members);
    await memo.ask('start');
    await useValue(memo, type, members);
    return { growing, used: await memo.ask<TurnTimes>('stop') };
  });
}

export async function prepareValue(server: Server, type: MemberType, members: number): Promise<void> {
  const words = preparations[type.name]?.(members) ?? [];
  const commands = words.map((each) => encode(...each));
  await drive(server.port, 1, repeated(commands, 1, commands.length));
}

/** Runs each command many times over the value, then those of all types. An error reply fails the run. */
export async function useValue(server: Server, type: MemberType, members: number): Promise<void> {
  const random = seededRandom(1);
  const rounds: Buffer[] = [];
  while (rounds.length < COMMANDS) {
    const member = Math.floor(random() * members);
    for (const words of commands[type.name](member, member + members)) rounds.push(encode(...words));
  }
  await drive(server.port, 1, repeated(rounds, PIPELINE, rounds.length));
  const last = onKeys.map((words) => encode(...words));
  await drive(server.port, 1, repeated(last, 1, last.length));
}
