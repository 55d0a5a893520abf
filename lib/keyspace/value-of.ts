import type { Played, Value } from '../command/server';
import { CommandError } from '../errors';
import { ByteSlice, Double, NoReply, NullArray, Push, Status, Verbatim, type Reply } from '../protocol/reply';
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
  if (typeof reply === 'string') return wire ? wireText(reply) : reply;
  if (typeof reply !== 'object' || reply instanceof CommandError) return reply;
  if (reply instanceof Status || reply instanceof Verbatim) return reply.text;
  if (reply instanceof NullArray || reply instanceof NoReply) return null;
  if (reply instanceof ByteSlice) return decodeText(reply.bytes as Buffer, reply.start, reply.end);
  if (Buffer.isBuffer(reply)) return decodeText(reply, 0, reply.length);
  if (reply instanceof Double) return reply.value;
  return toCollection(reply, (item) => valueOf(item, wire));
}

type Collection = Extract<Reply, object>;

function toCollection(reply: Collection, each: (item: Reply) => Value): Value {
  if (reply instanceof Push) return reply.items.map(each);
  if (Array.isArray(reply)) return (reply as readonly Reply[]).map(each);
  if (reply instanceof Set) return new Set([...(reply as ReadonlySet<Reply>)].map(each));
  const pairs = reply instanceof Map ? [...(reply as ReadonlyMap<Reply, Reply>)] : Object.entries(reply);
  return new Map(pairs.map(([key, value]) => [each(key), each(value as Reply)]));
}

function wireText(wire: string): string {
  const bytes = Buffer.from(wire, 'latin1');
  return decodeText(bytes, 0, bytes.length);
}
