import { readReply, type WireReply } from '../support/reply-reader';
import type { Answer } from './player';
import type { Leniency } from './script';

/** Whether both answers are the same but for what the step is lenient about. */
export function equivalent(expected: Answer, actual: Answer, leniencies: ReadonlySet<Leniency>): boolean {
  if (expected.end !== actual.end) return false;
  if (expected.bytes.equals(actual.bytes)) return true;
  if (leniencies.size === 0) return false;
  return allAlike(readReplies(expected.bytes), readReplies(actual.bytes), leniencies);
}

/** All complete replies in the bytes. */
export function readReplies(bytes: Buffer): WireReply[] {
  const replies: WireReply[] = [];
  let at = 0;
  for (let reply; at < bytes.length && (reply = readReply(bytes, at)); at += reply.bytes.length) {
    replies.push(reply);
  }
  return replies;
}

type Leniencies = ReadonlySet<Leniency>;

function allAlike(expected: readonly WireReply[], actual: readonly WireReply[], how: Leniencies): boolean {
  return expected.length === actual.length && expected.every((reply, i) => alike(reply, actual[i]!, how));
}

function alike(expected: WireReply, actual: WireReply, how: Leniencies): boolean {
  if (expected.type !== actual.type) return false;
  if (expected.items && actual.items) return allAlike(ordered(expected, how), ordered(actual, how), how);
  if (how.has('shape')) return true;
  if (how.has('ttl') && expected.type === ':') return near(Number(expected.text), Number(actual.text));
  if (expected.type === ':' && isTimeAlike(Number(expected.text), Number(actual.text), how)) return true;
  if (how.has('figures')) return figures(expected.text) === figures(actual.text);
  if (how.has('object')) return objectLine(expected.text) === objectLine(actual.text);
  if (how.has('digits')) return masked(expected.text) === masked(actual.text);
  return expected.text === actual.text;
}

function ordered({ items = [] }: WireReply, how: Leniencies): readonly WireReply[] {
  if (how.has('pairs')) return pairsOf(items).toSorted(byKey).flat();
  return how.has('unordered') ? items.toSorted((a, b) => byKey([a], [b])) : items;
}

/** Two and two; arrays, which RESP3 has for pairs, one by one. */
function pairsOf(items: readonly WireReply[]): WireReply[][] {
  if (items[0]?.items) return items.map((item) => [item]);
  return items.flatMap((item, i) => (i % 2 === 0 ? [items.slice(i, i + 2)] : []));
}

function byKey(a: readonly WireReply[], b: readonly WireReply[]): number {
  return a.map(sortKey).join() < b.map(sortKey).join() ? -1 : 1;
}

function sortKey({ type, text, items }: WireReply): string {
  return type + (items ? items.map(sortKey).sort().join() : text);
}

function near(expected: number, actual: number): boolean {
  if (expected <= 0 || actual <= 0) return expected === actual;
  return Math.abs(expected - actual) <= Math.min(2000, Math.max(1, expected / 100));
}

/** Both in milliseconds: since 1970, or ago. */
function isTimeAlike(expected: number, actual: number, how: Leniencies): boolean {
  const least = Math.min(expected, actual);
  const most = Math.max(expected, actual);
  const first = how.has('recent') ? 0 : how.has('clock') ? SOME_TIME_MS : Infinity;
  return least >= first && most - least <= SLOW_MS;
}

/** A busy machine answers that much later. */
const SLOW_MS = 10_000;
const SOME_TIME_MS = 1_000_000_000_000;

const objectLine = (text: string) => text.replace(/at:\w+|(?:lru|lru_seconds_idle):\d+/g, '#');

const figures = (text: string) =>
  text
    .replace(/usec=\d+,usec_per_call=[\d.]+/g, 'usec=#')
    .split('\r\n')
    .filter((line) => !line.startsWith('cmdstat_client|'))
    .sort()
    .join('\n');

function masked(text: string): string {
  return text.replace(/\d+/g, '#');
}
