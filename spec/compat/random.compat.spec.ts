import fc from 'fast-check';
import { Conversation } from '../support/conversation';
import { type ServerPair, serverPair } from './compare';
import { equivalent } from './equivalence';
import { LOW_THRESHOLDS, mixedScript, readingLines, scriptOf, TYPES } from './grammar';
import { type Answer, type Manner, play, type Protocol } from './player';
import { parseScript, type Step } from './script';
import { transcript } from './transcript';

/**
 * For a long run: MEMO_RANDOM_TYPE=hash MEMO_RANDOM_MINUTES=30 npx jest spec/compat/random. Without a type all runs
 * are made, `mixed` is those of all types together; MEMO_RANDOM_RUNS is the number of scripts instead of the minutes.
 * MEMO_RANDOM_SEED repeats a run that failed.
 */
const { MEMO_RANDOM_TYPE, MEMO_RANDOM_MINUTES, MEMO_RANDOM_RUNS, MEMO_RANDOM_SEED } = process.env;

interface Run {
  readonly type: string;
  readonly keys: readonly string[];
  readonly low?: boolean;
}

const FEW_KEYS = ['a', 'b', 'c', 'd', '""', '"\\x00\\xff"'];
const ONE_TAG = ['{t}a', '{t}b', 'x{t}', 'y{t}z', '{t}'];

const ALL_RUNS: readonly Run[] = [
  { type: 'mixed', keys: FEW_KEYS },
  { type: 'mixed', keys: ONE_TAG, low: true },
  ...Object.entries(TYPES).flatMap(([type, { thresholds }]) => [
    { type, keys: FEW_KEYS.slice(2) },
    ...(thresholds ? [{ type, keys: FEW_KEYS.slice(3), low: true }] : []),
  ]),
];
const chosen = MEMO_RANDOM_TYPE?.split(',');
const RUNS = ALL_RUNS.filter(({ type }) => chosen?.includes(type) ?? true);

const SEED = Number(MEMO_RANDOM_SEED ?? Date.now() % 2 ** 31);
const DURATION_MS = (Number(MEMO_RANDOM_MINUTES ?? 0) * 60_000) / RUNS.length;
/** Scripts that are made of one seed; a long run has many. */
const SCRIPTS = Number(MEMO_RANDOM_RUNS ?? (DURATION_MS ? 100 : 20));

const counts = new Map<string, number>();

for (const low of [false, true]) {
  const runs = RUNS.filter((run) => Boolean(run.low) === low).map((run) => [nameOf(run), run] as const);
  if (runs.length === 0) continue;

  describe(`random commands, with ${low ? 'low' : 'usual'} thresholds of encodings,`, () => {
    const servers = serverPair();

    beforeAll(async () => {
      if (low) await lowerThresholds(servers());
    });

    test.each(runs)(
      '%s are answered as Redis answers them',
      (name, run) => compareScripts(servers(), name, run),
      60_000 + DURATION_MS * 2 + SCRIPTS * 200,
    );
  });
}

afterAll(() => {
  for (const [name, count] of counts) process.stdout.write(`${count} random commands, ${name}: as Redis\n`);
});

function nameOf({ type, keys, low }: Run): string {
  return `${type}, ${keys.length} keys${keys === ONE_TAG ? ' of one tag' : ''}${low ? ', low thresholds' : ''}`;
}

async function compareScripts(servers: ServerPair, name: string, run: Run): Promise<void> {
  const end = Date.now() + DURATION_MS;
  const lines = run.type === 'mixed' ? mixedScript(run.keys) : scriptOf(run.type, run.keys);
  const reading = parseScript(readingLines(run.keys).join('\n'));
  const property = fc.asyncProperty(
    lines,
    fc.constantFrom<Protocol>(2, 3),
    fc.boolean(),
    async (script, protocol, pipelined) => {
      const steps = parseScript(script.join('\n'));
      await comparePlays(servers, [
        { steps, manner: { protocol, pipelined } },
        { steps: reading, manner: { protocol, pipelined: true, keeping: true } },
      ]);
      counts.set(name, (counts.get(name) ?? 0) + steps.length);
    },
  );
  for (let seed = SEED; seed === SEED || Date.now() < end; seed++) {
    report(await fc.check(property, { numRuns: SCRIPTS, seed }));
  }
}

interface Part {
  readonly steps: readonly Step[];
  readonly manner: Manner;
}

/** Where only times differ, one of the servers may just have waited for a processor: all is played once more. */
async function comparePlays(servers: ServerPair, parts: readonly Part[], attempts = 2): Promise<void> {
  for (const { steps, manner } of parts) {
    const [expected, actual] = await Promise.all([
      play(servers.redis.port, steps, manner),
      play(servers.subject.port, steps, manner),
    ]);
    const different = steps.filter((step, i) => !alike(step, expected[i], actual[i]));
    if (different.length === 0) continue;
    const isTime = different.every(({ leniencies }) => leniencies.has('ttl'));
    if (isTime && attempts > 1) return comparePlays(servers, parts, attempts - 1);
    expect(transcript(steps, actual, expected)).toBe(transcript(steps, expected));
  }
}

function alike({ leniencies }: Step, expected: Answer | undefined, actual: Answer | undefined): boolean {
  return expected && actual ? equivalent(expected, actual, leniencies) : expected === actual;
}

/** Throws what the shortest failing script is, as lines that a script file takes, and the diff of its replies. */
function report(details: fc.RunDetails<[string[], Protocol, boolean]>): void {
  if (!details.failed) return;
  const [lines, protocol, pipelined] = details.counterexample!;
  const how = `RESP${protocol}${pipelined ? ', pipelined' : ''}, MEMO_RANDOM_SEED=${details.seed}`;
  throw new Error(`${how}\n\n${lines.join('\n')}\n\n${String(details.errorInstance)}`);
}

/** Sets those options that both servers have. */
async function lowerThresholds({ redis, subject }: ServerPair): Promise<void> {
  for (const [name, value] of Object.entries(LOW_THRESHOLDS)) {
    const has = await Promise.all([redis, subject].map(({ port }) => say(port, 'CONFIG', 'GET', name)));
    if (!has.every((reply) => reply.startsWith('*2'))) continue;
    await Promise.all([redis, subject].map(({ port }) => say(port, 'CONFIG', 'SET', name, value)));
  }
}

async function say(port: number, ...words: string[]): Promise<string> {
  const conversation = await Conversation.open(port);
  const reply = await conversation.say(...words);
  conversation.close();
  return String(reply);
}
