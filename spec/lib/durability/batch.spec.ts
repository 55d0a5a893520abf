import fc from 'fast-check';
import { Batch } from '../../../lib/durability/batch';
import { Changes } from '../../../lib/keyspace/changes';
import { requestOf } from '../../../lib/protocol/request-of';

interface Turn {
  readonly time: number;
  readonly seed: number;
  readonly commands: readonly { readonly database: number; readonly words: readonly string[] }[];
  /** How many of them are taken back before the turn ends. */
  readonly withdrawn: number;
  /** Whether a key is found expired in it, in the first database. */
  readonly expires: boolean;
  /** Whether the batch is written after it, or given up. */
  readonly ends: 'written' | 'given up' | undefined;
}

const word = fc.oneof(
  fc.string({ maxLength: 6 }),
  fc.constant('x'.repeat(100)),
  fc.constant('y'.repeat(9000)),
);
const command = fc.record({
  database: fc.constantFrom(0, 0, 0, 1),
  words: fc.array(word, { minLength: 1, maxLength: 4 }),
});
const turn: fc.Arbitrary<Turn> = fc.record({
  time: fc.constantFrom(1000, 1000, 1000, 1001),
  seed: fc.constantFrom(0, 0, 0, -7),
  commands: fc.oneof(
    { weight: 4, arbitrary: fc.array(command, { minLength: 1, maxLength: 1 }) },
    fc.array(command, { maxLength: 4 }),
  ),
  withdrawn: fc.constantFrom(0, 0, 0, 1, 2),
  expires: fc.constantFrom(false, false, false, true),
  ends: fc.constantFrom(undefined, undefined, undefined, undefined, 'written', 'given up'),
});

const plain = (words: readonly string[]) =>
  [`*${words.length}`, ...words.flatMap((each) => [`$${Buffer.byteLength(each)}`, each]), ''].join('\r\n');

/** What stands in a file, without headers of batches. */
class Written {
  text = '';
  private batch = '';
  private selected = -1;
  private time = 0;

  add(time: number, seed: number, commands: Turn['commands']): void {
    if (commands.length === 0) return;
    if (this.batch !== '' && (time !== this.time || seed !== 0)) this.batch += `#turn ${time} ${seed}\r\n`;
    this.time = time;
    if (commands.length > 1) this.batch += plain(['MULTI']);
    for (const { database, words } of commands) {
      if (database !== this.selected) this.batch += plain(['SELECT', String(database)]);
      this.selected = database;
      this.batch += plain(words);
    }
    if (commands.length > 1) this.batch += plain(['EXEC']);
  }

  end(): void {
    this.text += this.batch;
    this.batch = '';
  }

  drop(): void {
    this.batch = '';
  }
}

/** The bytes of a batch behind its header, and what a first one says of random bytes. */
const bodyOf = (sealed: Buffer) =>
  sealed
    .toString()
    .replace(/^#memo [^\r]*\r\n/, '')
    .replace(/^#secret [^\r]*\r\n/, '');

describe('A batch of the log', () => {
  it('has what was logged, in order, however it came to be there', () => {
    fc.assert(
      fc.property(fc.array(turn, { minLength: 1, maxLength: 30 }), (turns) => {
        const batch = new Batch();
        const changes = new Changes();
        changes.follow((logged) => {
          // What was kept of the batch before is let go of.
          if (batch.isEmpty && !logged.isExpiry) expect(logged.commands.start).toBe(0);
          batch.add(logged);
        });
        batch.begin(Buffer.from('00', 'hex'), undefined);
        const expected = new Written();
        let found = '';
        /** The number of the last turn that the log has. */
        let last = 0;
        for (const { time, seed, commands, withdrawn, expires, ends } of turns) {
          const kept = commands.slice(0, Math.max(0, commands.length - withdrawn));
          for (const { database, words } of commands) changes.record(database, requestOf(words));
          if (kept.length < commands.length) changes.withdraw(kept.length);
          if (expires) changes.recordExpiry(0, Buffer.from('gone'));
          expect(changes.words(0).map(({ words }) => words.map(String))).toEqual(
            kept.map(({ words }) => words),
          );
          changes.commit(time, seed);
          if (expires || kept.length > 0) last = changes.sequence;
          if (expires) expected.add(time, 0, [{ database: 0, words: ['DEL', 'gone'] }]);
          expected.add(time, seed, kept);
          if (!ends || batch.isEmpty) continue;
          if (ends === 'given up') {
            batch.clear();
            expected.drop();
            continue;
          }
          const whole = batch.sealed();
          expect(whole.toString('latin1')).toMatch(new RegExp(`^#memo ${last} `));
          const sealed = bodyOf(whole);
          expected.end();
          expect(batch.size).toBeGreaterThanOrEqual(sealed.length);
          found += sealed;
          batch.clear();
        }
        if (!batch.isEmpty) found += bodyOf(batch.sealed());
        expected.end();
        expect(found).toBe(expected.text);
      }),
      { numRuns: 300 },
    );
  });
});
