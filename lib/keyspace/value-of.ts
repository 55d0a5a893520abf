import type { Played, Value } from '../command/server';
import { CommandError } from '../errors';
import {
  ByteSlice,
  Double,
  Encoded,
  isPlainObject,
  Items,
  NoReply,
  NullArray,
  Push,
  Replies,
  Status,
  Verbatim,
  Waiting,
  type Reply,
} from '../protocol/reply';
import { decodeText } from '../protocol/text';

/** What a played command answers when it succeeds. */
export const response = (value: Value): Played => ['RESPONSE', value];

/** What a played command answers when it refuses. Throws what is no CommandError. */
export function refusal(error: unknown): Played {
  if (error instanceof CommandError) return ['ERROR', error];
  throw error;
}

/** A reply as the handler that played the command sees it: bulk replies and statuses are text. */
export function valueOf(reply: Reply, wire: boolean): Value {
  if (reply === undefined || reply === null) return null;
  if (typeof reply === 'string') return wire ? textOf(Buffer.from(reply, 'latin1')) : reply;
  if (typeof reply !== 'object' || reply instanceof CommandError) return reply;
  if (reply instanceof Status || reply instanceof Verbatim) return reply.text;
  if (reply instanceof NullArray || reply instanceof NoReply) return null;
  if (reply instanceof Encoded || reply instanceof Waiting) return null;
  if (reply instanceof ByteSlice) return textOf(reply.bytes, reply.start, reply.end);
  if (reply instanceof Uint8Array) return textOf(reply);
  if (reply instanceof Double) return reply.value;
  if (reply instanceof Items) return valueOfItems(reply, wire);
  if (reply instanceof Replies) return reply.replies.map((each) => valueOf(each, wire));
  if (reply instanceof Push) return reply.items.map((item) => valueOf(item, wire));
  return collect(reply, (item) => valueOf(item, wire));
}

function valueOfItems({ items, layout }: Items, wire: boolean): Value {
  const values = items.map((item) => valueOf(item, wire));
  if (layout === 'set') return new Set(values);
  const pairs = twos(values);
  return layout === 'pairs' ? pairs : new Map(pairs);
}

const twos = <T>(items: readonly T[]): [T, T][] =>
  Array.from({ length: items.length / 2 }, (_, index) => [items[index * 2]!, items[index * 2 + 1]!]);

/** The same reply, good for as long as it is kept: what may change is copied. */
export function lasting(reply: Reply): Reply {
  if (typeof reply !== 'object' || reply === null) return reply;
  if (LASTING.some((Class) => reply instanceof Class)) return reply;
  if (reply instanceof ByteSlice) return Buffer.from(reply.bytes.subarray(reply.start, reply.end));
  if (reply instanceof Uint8Array) return Buffer.from(reply);
  if (reply instanceof Items) return new Items(reply.items.map(lasting), reply.layout);
  return isCollection(reply) ? collect(reply, lasting) : reply;
}

/** What is no reply at all stays what it is, for the encoder to say so. */
const isCollection = (reply: object): reply is Collection =>
  Array.isArray(reply) || reply instanceof Map || reply instanceof Set || isPlainObject(reply);

const LASTING = [CommandError, Status, Verbatim, NullArray, NoReply, Double, Push, Replies, Encoded, Waiting];

type Collection =
  readonly Reply[] | ReadonlySet<Reply> | ReadonlyMap<Reply, Reply> | Readonly<Record<string, Reply>>;

function collect<T>(reply: Collection, each: (item: Reply) => T): T[] | Set<T> | Map<T, T> {
  if (Array.isArray(reply)) return (reply as readonly Reply[]).map(each);
  if (reply instanceof Set) return new Set([...(reply as ReadonlySet<Reply>)].map(each));
  const pairs = reply instanceof Map ? [...(reply as ReadonlyMap<Reply, Reply>)] : Object.entries(reply);
  return new Map(pairs.map(([key, value]) => [each(key), each(value as Reply)]));
}

function textOf(bytes: Uint8Array, start = 0, end = bytes.length): string {
  const buffer = Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  return decodeText(buffer, start, end);
}
