import fc from 'fast-check';
import { serverPair } from './compare';
import { randomLines, readingLines } from './grammar';
import { play, type Protocol } from './player';
import { parseScript } from './script';
import { transcript } from './transcript';

/** A long run: MEMO_RANDOM_RUNS=100000 npx jest spec/compat/random. MEMO_RANDOM_SEED repeats one that failed. */
const RUNS = Number(process.env.MEMO_RANDOM_RUNS ?? 150);
const SEED = process.env.MEMO_RANDOM_SEED ? Number(process.env.MEMO_RANDOM_SEED) : undefined;
const LONGEST_SCRIPT = 50;

describe('random commands', () => {
  const servers = serverPair();

  test.each([
    ['over few keys', ['a', 'b', 'c', '""', '"\\x00\\xff"']],
    ['over keys of one hash tag', ['{t}a', '{t}b', 'x{t}', 'y{t}z', '{t}']],
  ])(
    '%s are answered as Redis answers them',
    async (_, keys) => {
      const property = fc.asyncProperty(
        randomLines(keys, LONGEST_SCRIPT),
        fc.constantFrom<Protocol>(2, 3),
        fc.boolean(),
        async (lines, protocol, pipelined) => {
          const steps = parseScript([...lines, ...readingLines(keys)].join('\n'));
          const { redis, subject } = servers();
          const expected = await play(redis.port, steps, { protocol, pipelined });
          const actual = await play(subject.port, steps, { protocol, pipelined });
          expect(transcript(steps, actual, expected)).toBe(transcript(steps, expected));
        },
      );
      report(await fc.check(property, { numRuns: RUNS, seed: SEED }));
    },
    20_000 + RUNS * 100,
  );
});

/** Throws what the shortest failing script is, as lines that a script file takes, and the diff of its replies. */
function report(details: fc.RunDetails<[string[], Protocol, boolean]>): void {
  if (!details.failed) return;
  const [lines, protocol, pipelined] = details.counterexample!;
  const how = `RESP${protocol}${pipelined ? ', pipelined' : ''}, MEMO_RANDOM_SEED=${details.seed}`;
  throw new Error(`${how}\n\n${lines.join('\n')}\n\n${String(details.errorInstance)}`);
}
