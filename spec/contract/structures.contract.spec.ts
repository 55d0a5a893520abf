import fc from 'fast-check';
import Redis from 'ioredis';
import {
  type Command,
  CommandError,
  type Commit,
  type Entry,
  OK,
  type Server,
  Structure,
  structure,
  t,
  writes,
} from '../../lib/index';
import { startMemo } from '../support/memo';
import { randomConversation } from '../support/random-words';
import { serving } from '../support/serving';
import { shipped, stateful, type Shipped } from './shipped';

/** MEMO_CONTRACT_RUNS=1000 for a long run. */
const RUNS = Number(process.env.MEMO_CONTRACT_RUNS ?? 20);
jest.setTimeout(60_000 + RUNS * 1000);

/** Redis has words of its own for LCS. */
const REFUSES_TYPE = /^(WRONGTYPE |ERR The specified keys must contain string values)/;

/** Redis has words of its own for what is to be in a stream. */
const REFUSES_ABSENT = /^(ERR no such key$|NOGROUP )/;

/** Elements at any depth in an order of their own, as those of a table with another seed come in another order. */
const sorted = (answer: unknown): unknown =>
  Array.isArray(answer) ? answer.map(sorted).sort((a, b) => (String(a) < String(b) ? -1 : 1)) : answer;

const named = (structures: readonly Shipped[]) => structures.map((each) => [each.Class.name, each] as const);
const classes = shipped.map(({ Class }) => Class);

/** What a base does with the values of any structure, those of Redis' types included. */
@structure()
class Base extends Structure {
  @writes('Saves a value, and restores it elsewhere; the same is saved again.', t.entry(), t.entry('again'))
  static RESTATE(_server: Server, entry: Entry, again: Entry) {
    const saved = entry.save();
    again.restore(saved);
    if (!again.save().equals(saved)) throw new CommandError('ERR it is saved as something else');
    return OK;
  }
}

describe('Every shipped structure', () => {
  let now = 1_700_000_000_000;
  const clock = { now: () => now };
  const context = serving({ structures: [...classes, Base], clock });
  const { say } = context;

  // What waits, as random words may, is soon told to wait no longer.
  let unblocking: NodeJS.Timeout;
  beforeAll(() => {
    unblocking = setInterval(() => {
      for (const session of context.memo.sessions()) session.unblock(false);
    }, 5);
  });
  afterAll(() => clearInterval(unblocking));

  /** What a line answers, with another key in the place of `k`; an error as its line. */
  const reply = (line: string, key = 'k'): Promise<unknown> => {
    const [name, ...words] = line.split(' ').map((word) => (word === 'k' ? key : word));
    return say(name!, ...words).catch((error: unknown) => (error as Error).message);
  };
  const replies = async (lines: readonly string[], key?: string) => {
    const answers: unknown[] = [];
    for (const line of lines) answers.push(await reply(line, key));
    return answers;
  };
  const commandOf = (line: string): Command => {
    const [name = '', sub = ''] = line.split(' ');
    const { commands } = context.memo;
    return commands.get(`${name} ${sub}`) ?? commands.get(name)!;
  };
  const hasOrder = (line: string) =>
    !commandOf(line).declaration!.about.tips?.some((tip) => tip.startsWith('nondeterministic_output'));
  const readsOf = ({ commands }: Shipped) => commands.filter((line) => !commandOf(line).has('writes'));
  /** All that can be asked of a value; asking may change it. */
  const facts = (structure: Shipped, key: string) =>
    replies([...readsOf(structure), ...(structure.probes ?? [])], key);
  /** All but those that the server adds, such as XINFO HELP. */
  const commandsOf = ({ Class }: Shipped): Command[] => {
    const info = context.memo.commands.structures.find((known) => known.Class === Class)!;
    const names = context.memo.commands.namesOf(info).filter((name) => !name.endsWith(' HELP'));
    return names.map((name) => context.memo.commands.get(name)!);
  };

  describe.each(named(shipped))('%s', (_, structure) => {
    it('has its commands in the contract', () => {
      const covered = structure.commands.map((line) => commandOf(line).name);
      expect(covered.sort()).toEqual(
        commandsOf(structure)
          .map(({ name }) => name)
          .sort(),
      );
    });

    it('describes each command to clients', async () => {
      for (const { name } of commandsOf(structure)) {
        const [, docs] = (await say('COMMAND', 'DOCS', name.replace(' ', '|'))) as [string, unknown[]];
        const described = new Map(
          docs.flatMap((key, at) => (at % 2 === 0 ? [[key, docs[at + 1]] as const] : [])),
        );
        expect(described.get('summary')).toMatch(/^[A-Z].*\.$/s);
        expect(described.get('group')).toEqual(expect.stringMatching(/./));
        for (const argument of (described.get('arguments') ?? []) as string[][])
          expect(argument.slice(0, 3)).toEqual(['name', expect.stringMatching(/^[a-z][\w-]*$/), 'type']);
      }
    });
  });

  describe.each(named(stateful))('%s', (_, structure) => {
    const { fill, empty, keepsEmpty, commands, takesAnyType = [], refusesAbsent = [] } = structure;
    const isContainer = empty !== undefined || keepsEmpty !== undefined;

    it('refuses the key of another class', async () => {
      const other = stateful.find(({ Class }) => Class !== structure.Class)!;
      for (const line of commands) {
        await say('FLUSHALL');
        await replies(other.fill);
        const before = await facts(other, 'k');
        const answer = await reply(line);
        if (takesAnyType.includes(commandOf(line).name)) {
          expect(String(answer)).not.toMatch(/^[A-Z]+ /);
          continue;
        }
        expect([line, answer]).toEqual([line, expect.stringMatching(REFUSES_TYPE)]);
        if (!other.probes) expect(await facts(other, 'k')).toEqual(before);
      }
    });

    it('reads an absent key as what it is, and creates nothing there', async () => {
      for (const line of readsOf(structure)) {
        const answer = await reply(line);
        const refuses = !isContainer || refusesAbsent.includes(commandOf(line).name);
        if (refuses) expect([line, answer]).toEqual([line, expect.stringMatching(REFUSES_ABSENT)]);
        else expect([line, answer]).not.toEqual([line, expect.stringMatching(/^[A-Z]+ /)]);
        expect(await say('KEYS', '*')).toEqual([]);
      }
    });

    it('says its type', async () => {
      await replies(fill);
      expect(commandsOf(structure)[0]!.methods[0]!.owner.typeName).toBe(await say('TYPE', 'k'));
    });

    it('tells the same under another key, as a copy, and in another database', async () => {
      await replies(fill);
      await say('EXPIRE', 'k', 1000);
      await say('COPY', 'k', 'first');
      await say('COPY', 'k', 'copy');
      await say('COPY', 'k', 'moved');
      await say('MOVE', 'moved', 1);
      await say('RENAME', 'k', 'renamed');
      const expected = await facts(structure, 'first');
      expect(await facts(structure, 'copy')).toEqual(expected);
      expect(await facts(structure, 'renamed')).toEqual(expected);
      await say('SELECT', 1);
      expect(await facts(structure, 'moved')).toEqual(expected);
      await say('SELECT', 0);
      expect(await say('EXISTS', 'k', 'moved')).toBe(0);
    });

    it('tells the same when it is dumped and restored', async () => {
      await replies(fill);
      await say('COPY', 'k', 'first');
      const payload = await context.client.dumpBuffer('k');
      expect(await say('RESTORE', 'restored', 0, payload)).toBe('OK');
      expect(await say('TYPE', 'restored')).toBe(await say('TYPE', 'k'));
      expect(await context.client.dumpBuffer('restored')).toEqual(payload);
      expect(await facts(structure, 'restored')).toEqual(await facts(structure, 'first'));
    });

    it('tells the same, and is saved as the same, when its state is saved and restored', async () => {
      await replies(fill);
      await say('COPY', 'k', 'first');
      await say('RESTATE', 'k', 'again');
      expect(await say('TYPE', 'again')).toBe(await say('TYPE', 'k'));
      expect(await facts(structure, 'again')).toEqual(await facts(structure, 'first'));
    });

    it('has copies that are values of their own', async () => {
      await replies(fill);
      await say('COPY', 'k', 'copy');
      await say('COPY', 'k', 'untouched');
      await replies(commands, 'copy');
      await say('DEL', 'copy');
      expect(await facts(structure, 'k')).toEqual(await facts(structure, 'untouched'));
    });

    if (keepsEmpty) {
      it('stays when it is left empty', async () => {
        await replies(fill);
        await replies(keepsEmpty);
        expect(await say('EXISTS', 'k')).toBe(1);
      });
    }

    if (empty) {
      it('is removed when it is left empty, and not before', async () => {
        await replies(fill);
        expect(await say('EXISTS', 'k')).toBe(1);
        await replies(empty);
        expect(await say('EXISTS', 'k')).toBe(0);
      });
    }
  });

  describe.each(named(stateful))('%s, whatever clients say,', (_, structure) => {
    const keys = ['k', 'l', 'm'];
    const conversation = () => randomConversation(commandsOf(structure), context.memo.commands, keys);

    /** Says all of it, time passing as it says. */
    const saying = async (lines: readonly string[][]) => {
      for (const [name, ...words] of lines) {
        if (name === 'wait') now += Number(words[0]);
        else await say(name!, ...words).catch(() => undefined);
      }
    };
    const state = async (client: Redis) => {
      const told: unknown[] = [];
      for (const key of keys) {
        for (const line of ['TYPE k', 'PEXPIRETIME k', ...readsOf(structure), ...(structure.probes ?? [])]) {
          const [name, ...words] = line.split(' ').map((word) => (word === 'k' ? key : word));
          const answer = await client.call(name!, ...words).catch((error: unknown) => String(error));
          told.push([key, line, hasOrder(line) ? answer : sorted(answer)]);
        }
      }
      return told;
    };

    if (!('rdb' in structure.Class)) {
      it('is dumped and restored to the same', async () => {
        const property = fc.asyncProperty(conversation(), async (lines) => {
          await say('FLUSHALL');
          await saying(lines);
          for (const key of keys) {
            const payload = await context.client.dumpBuffer(key);
            if (!payload) continue;
            await say('COPY', key, 'copy', 'REPLACE');
            await say('RESTORE', 'restored', 0, payload, 'REPLACE');
            expect(await context.client.dumpBuffer('restored')).toEqual(payload);
            expect(await facts(structure, 'restored')).toEqual(await facts(structure, 'copy'));
          }
          expect(context.faults).toEqual([]);
        });
        await fc.assert(property, { numRuns: RUNS });
      });
    }

    it('never fails, and what the log says makes the same again', async () => {
      let then = 0;
      const replica = await startMemo({ structures: classes, clock: { now: () => then } });
      const client = context.another();
      const other = new Redis(replica.port);
      const commits: Commit[] = [];
      const stop = context.memo.changes.subscribe((commit) => commits.push(commit));
      const property = fc.asyncProperty(conversation(), async (lines) => {
        await say('FLUSHALL');
        await saying(lines);
        expect(context.faults).toEqual([]);
        for (const { time, changes } of commits.splice(0)) {
          then = time;
          for (const { words } of changes)
            await other.call(String(words[0]), ...words.slice(1)).catch(() => undefined);
        }
        then = now;
        expect(await state(other)).toEqual(await state(client));
        commits.length = 0;
      });
      try {
        await fc.assert(property, { numRuns: RUNS });
      } finally {
        stop();
        other.disconnect();
        await replica.stop();
      }
    });
  });
});
