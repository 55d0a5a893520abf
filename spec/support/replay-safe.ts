import type { StructureClass } from '../../lib/index';
import { Conversation } from './conversation';
import { KeptServer } from './kept-server';
import { splitWords } from './quoting';
import { type State, stateAt } from './state';

/** What the server had, and how long its log was, after a command. */
interface Moment {
  readonly line: string;
  readonly state: State;
  readonly size: number;
}

/** How a server comes to what was logged: its log is replayed, or written as a base before. */
type Way = 'replay' | 'a base';

const BEGINNING = 1_700_000_000_000;
const STEP_MS = 1234;

/**
 * Runs commands, as lines that redis-cli would take, on a server with structures and a log, one after the other, and
 * expects that a server which recovers from that log has the same values, as has one that recovers from a base. Throws an
 * Error that names the first command after which they differ, and the key.
 */
export async function expectReplaySafe(
  structures: StructureClass | readonly StructureClass[],
  lines: readonly string[],
): Promise<void> {
  let now = BEGINNING;
  const clock = { now: () => now };
  const kept = await KeptServer.start({ structures: [structures].flat(), clock });
  try {
    const moments = await record(kept, lines, () => (now += STEP_MS));
    for (const way of ['replay', 'a base'] as const) {
      const difference = await firstDifference(kept, way, moments);
      if (difference !== undefined) throw new Error(difference);
    }
  } finally {
    await kept.stop();
  }
}

async function record(kept: KeptServer, lines: readonly string[], tick: () => void): Promise<Moment[]> {
  const client = await Conversation.open(kept.port);
  const moments: Moment[] = [];
  for (const line of lines) {
    tick();
    await client.say(...splitWords(line));
    moments.push({ line, state: await stateAt(kept.port), size: kept.logSize });
  }
  client.close();
  return moments;
}

/** Looks for the first command by halves, if there is a difference after the last. */
async function firstDifference(
  kept: KeptServer,
  way: Way,
  moments: readonly Moment[],
): Promise<string | undefined> {
  let first = moments.length - 1;
  let found = await differenceAt(kept, way, moments[first]!);
  if (found === undefined) return undefined;
  for (let same = -1; first - same > 1;) {
    const middle = (same + first) >> 1;
    const difference = await differenceAt(kept, way, moments[middle]!);
    if (difference === undefined) same = middle;
    else [first, found] = [middle, difference];
  }
  return `after command ${first + 1}, ${moments[first]!.line}: ${found}`;
}

/** What differs when a server recovers from the log as it was at a moment. */
async function differenceAt(
  kept: KeptServer,
  way: Way,
  { state, size }: Moment,
): Promise<string | undefined> {
  const folder = kept.copyUpTo(size);
  const { memo, port } = await (way === 'replay' ? kept.serve(folder) : kept.serveCompacted(folder));
  const recovered = await stateAt(port);
  await memo.stop();
  const keys = new Set([...Object.keys(state), ...Object.keys(recovered)]);
  const key = [...keys].find((each) => String(state[each]) !== String(recovered[each]));
  if (key === undefined) return undefined;
  return `${way} has something else at ${key}:\n${shown(state[key])}\n${shown(recovered[key])}`;
}

/** Type, expiry and value; the latter is what DUMP answers, in hexadecimal digits. */
const shown = (told: State[string] | undefined) => told?.join(' ') ?? 'nothing';
