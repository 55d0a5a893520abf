import { drive, encode, numbered } from './driver';
import { numberedKey } from './keys';
import type { Server } from './servers';

/** A type whose values have members, and how the bench fills them. */
export interface MemberType {
  readonly name: 'hash' | 'list' | 'set' | 'zset' | 'stream';
  /** The command that adds these members, by their numbers. */
  add(key: string, members: readonly number[], value: string): Buffer;
  /** Members that one command can add. */
  readonly atOnce: number;
}

export const element = (number: number) => numberedKey('element', number);

/** IDs that ascend, of numbers from 0: 0-0 is none. */
export const streamId = (number: number) => `${number}-1`;

const several = (
  name: MemberType['name'],
  command: string,
  words: (member: number, value: string) => readonly (string | number)[],
): MemberType => ({
  name,
  atOnce: 10,
  add: (key, members, value) => encode(command, key, ...members.flatMap((member) => words(member, value))),
});

export const memberTypes: readonly MemberType[] = [
  several('hash', 'HSET', (member, value) => [element(member), value]),
  several('list', 'RPUSH', (member) => [element(member)]),
  several('set', 'SADD', (member) => [element(member)]),
  several('zset', 'ZADD', (member) => [member, element(member)]),
  {
    name: 'stream',
    atOnce: 1,
    add: (key, [member = 0], value) => encode('XADD', key, streamId(member), 'field', value),
  },
];

/** Far more than the numbers that are scattered, and a prime. */
const STRIDE = 15_485_863;

/** The numbers below `count`, each once, neighbours far apart: nothing comes in the order it is kept in. */
export const scattered = (index: number, count: number) => (index * STRIDE) % count;

/** How many members a command adds, and how many commands a client sends at once. */
interface Pace {
  readonly atOnce: number;
  readonly pipeline: number;
}

/** Adds so many members to one value; a stream's in ascending order, others scattered. */
export async function addMembers(
  server: Server,
  type: MemberType,
  key: string,
  count: number,
  value: string,
  { atOnce, pipeline }: Pace = { atOnce: type.atOnce, pipeline: 50 },
): Promise<void> {
  const order =
    type.name === 'stream' ? (index: number) => index : (index: number) => scattered(index, count);
  const command = (at: number) => {
    const length = Math.min(atOnce, count - at * atOnce);
    const members = Array.from({ length }, (_, offset) => order(at * atOnce + offset));
    return type.add(key, members, value);
  };
  const clients = type.name === 'stream' ? 1 : 10;
  await drive(server.port, clients, numbered(Math.ceil(count / atOnce), pipeline, command));
}

/** Makes so many values of so many members each. */
export async function addSmallValues(
  server: Server,
  type: MemberType,
  count: number,
  members: number,
  value: string,
): Promise<void> {
  const all = Array.from({ length: members }, (_, member) => member);
  const groups = type.atOnce > 1 ? [all] : all.map((member) => [member]);
  const command = (at: number) => {
    const key = numberedKey(type.name, Math.floor(at / groups.length));
    return type.add(key, groups[at % groups.length]!, value);
  };
  await drive(server.port, type.atOnce > 1 ? 10 : 1, numbered(count * groups.length, 50, command));
}
