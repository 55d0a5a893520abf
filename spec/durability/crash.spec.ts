import { seededRandom } from '../bench/random';
import { CrashRun, MOMENTS, type Moment, POLICIES, type Policy } from './crash-run';

/**
 * For a long run: MEMO_CRASHES=200 npx jest spec/durability/crash. MEMO_CRASH_SEED repeats the choices of a run that failed,
 * as far as two processes let themselves be repeated.
 */
const { MEMO_CRASHES, MEMO_CRASH_SEED } = process.env;
const CRASHES = Number(MEMO_CRASHES ?? 10);
const SEED = Number(MEMO_CRASH_SEED ?? Date.now() % 2 ** 31);
/** Crashes in a row in one folder. */
const IN_A_ROW = 10;

const ROWS = Array.from({ length: Math.ceil(CRASHES / IN_A_ROW) }, (_, row) => row);

/** Each policy at each moment, one after the other. */
const plan = (row: number) =>
  Array.from({ length: Math.min(IN_A_ROW, CRASHES - row * IN_A_ROW) }, (_, index): [Policy, Moment] => [
    POLICIES[index % POLICIES.length]!,
    MOMENTS[(index + row) % MOMENTS.length]!,
  ]);

describe('A server that is killed, again and again,', () => {
  const counts = new Map<string, number>();
  const totals = { acknowledged: 0, fatalCalls: 0 };

  test.each(ROWS)(
    'has all that it acknowledged, each once and whole (row %i)',
    async (row) => {
      const run = new CrashRun(seededRandom(SEED + row));
      let last = '';
      try {
        for (const [policy, moment] of plan(row)) {
          last = `${policy}, ${moment}`;
          await run.crash(policy, moment);
          counts.set(last, (counts.get(last) ?? 0) + 1);
        }
        await run.checkAtLast();
        totals.acknowledged += run.acknowledged;
        totals.fatalCalls += run.fatalCalls;
      } catch (error) {
        throw new Error(
          `MEMO_CRASH_SEED=${SEED}, row ${row}, after ${run.crashes} crashes (${last}): ${String(error)}`,
          { cause: error },
        );
      } finally {
        run.dispose();
      }
    },
    IN_A_ROW * 60_000,
  );

  afterAll(() => {
    if (MEMO_CRASHES === undefined) return;
    const lines = [...counts].sort().map(([name, count]) => `${count} × ${name}`);
    const { acknowledged, fatalCalls } = totals;
    const sum = `${acknowledged} entries acknowledged, ${fatalCalls} crashes by a call of the file system`;
    console.log([`seed ${SEED}`, ...lines, sum].join('\n'));
  });
});
