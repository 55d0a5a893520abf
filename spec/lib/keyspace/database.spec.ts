import {
  reads,
  serves,
  Structure,
  structure,
  writes,
  type DatabaseView,
  type Reply,
  type Server,
} from '../../../lib/index';
import { serving } from '../../support/serving';

/** What the next READ, WRITE or SERVE does with its database. */
let examine: (database: DatabaseView, server: Server) => Reply = () => null;

@structure()
class Librarian extends Structure {
  @reads('Does what the spec says.')
  static READ(server: Server) {
    return examine(server.database(), server);
  }

  @writes('Does what the spec says.')
  static WRITE(server: Server) {
    return examine(server.database(), server);
  }

  @serves('Does what the spec says.')
  static SERVE(server: Server) {
    return examine(server.database(), server);
  }
}

describe('A database, to a command,', () => {
  let now = 1_700_000_000_000;
  const context = serving({ structures: [Librarian], clock: { now: () => now } });
  const { say, refusal } = context;
  const names = Array.from({ length: 300 }, (_, number) => `key ${number}`);
  const during = async (command: 'READ' | 'WRITE' | 'SERVE', work: typeof examine) => {
    examine = work;
    return say(command);
  };

  beforeEach(() => say('MSET', 'key 0', 'v', ...names.flatMap((name) => [name, 'v'])));

  it('has a number, a size, and keys that expire', async () => {
    await say('PEXPIRE', 'key 1', 100);
    const facts = ({ index, size, expires }: DatabaseView) => [index, size, expires];
    expect(await during('READ', facts)).toEqual([0, 300, 1]);
    expect(await during('READ', (_, server) => facts(server.database(7)))).toEqual([7, 0, 0]);
    examine = (_, server) => server.database(16).size;
    expect(await refusal('READ')).toBe('ERR DB index is out of range');
  });

  it('shows every key once, but none that has expired', async () => {
    await say('PEXPIRE', 'key 1', 100);
    now += 101;
    const keys = (await during('READ', (database) =>
      [...database.entries()].map(({ key }) => key),
    )) as string[];
    expect(keys.sort()).toEqual(names.filter((name) => name !== 'key 1').sort());
  });

  it('shows its keys in the order of their bytes when the command runs again in replay', async () => {
    const keys = (database: DatabaseView) => [...database.entries()].map(({ key }) => key);
    const sorted = [...names].sort();
    expect(await during('WRITE', keys)).toEqual(sorted);
    expect(await during('WRITE', (_, server) => server.call('KEYS', '*') as Reply)).toEqual(sorted);
    expect(await during('READ', keys)).not.toEqual(sorted);
  });

  it('is scanned by a cursor', async () => {
    const seen = (await during('READ', (database) => {
      const keys: string[] = [];
      let cursor = 0;
      do {
        const step = database.scan(cursor, 10);
        keys.push(...step.keys.map(({ key }) => key));
        cursor = step.cursor;
      } while (cursor !== 0);
      return keys;
    })) as string[];
    expect(seen.sort()).toEqual([...names].sort());
  });

  it('gives a key at random, none that has expired', async () => {
    const drawn = (await during('READ', (database) =>
      Array.from({ length: 200 }, () => database.randomKey()!.key),
    )) as string[];
    expect(new Set(drawn).size).toBeGreaterThan(50);
    await during('WRITE', (database) => {
      for (const entry of database.entries()) entry.expireAt(now + 1);
      return null;
    });
    now += 2;
    expect(await during('READ', (database) => database.randomKey() === undefined)).toBe(1);
  });

  it('is not scanned, and gives no key at random, where replay would see another order', async () => {
    for (const work of [
      (database: DatabaseView) => database.scan(0, 10),
      (database: DatabaseView) => database.randomKey(),
    ]) {
      examine = (database) => (work(database), null);
      expect(await refusal('WRITE')).toMatch(/would answer differently in replay: use it outside of a write/);
      expect(await during('SERVE', examine)).toBeNull();
    }
  });

  it('is emptied as a whole, by a command that writes', async () => {
    examine = (database) => (database.flush(), database.size);
    expect(await refusal('READ')).toContain('only a @writes command changes data');
    expect(await say('WRITE')).toBe(0);
    expect(await say('KEYS', '*')).toEqual([]);
  });

  it('is there for the time of the command only', async () => {
    const kept: DatabaseView[] = [];
    await during('WRITE', (database) => (kept.push(database), null));
    for (const use of [
      () => kept[0]!.entry('k'),
      () => kept[0]!.size,
      () => [...kept[0]!.entries()],
      () => kept[0]!.flush(),
    ])
      expect(use).toThrow('server was used after its command');
    expect(await say('DBSIZE')).toBe(300);
  });
});
