import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type Commit,
  type Memo,
  reads,
  type Server,
  Structure,
  structure,
  t,
  writes,
} from '../../../lib/index';
import { loadRdb, saveRdb } from '../../../lib/durability/rdb-file';
import { atOnce } from '../../../lib/durability/slices';
import type { Keyspace } from '../../../lib/keyspace/keyspace';
import { serving } from '../../support/serving';

@structure()
class Other extends Structure {
  n = 0;

  @writes('Counts.', t.key())
  static OTHER(server: Server, key: string) {
    return ++server.open(Other, key).n;
  }
}

/** As it was. */
const { Vote: OldVote } = {
  Vote: class Vote extends Structure {
    static commands = {};
    ballots: string[] = [];

    static VOTE(server: Server, key: string, ballot: string) {
      return server.open(OldVote, key).ballots.push(ballot);
    }
  },
};

@structure()
class Vote extends Structure {
  static readonly version = 1;
  static upgrade({ ballots }: { ballots: string[] }) {
    return { count: ballots.length, from: [Date.now(), Math.random()] };
  }
  count = 0;
  from: number[] = [];

  @reads('How many there are.')
  VOTES() {
    return [this.count, ...this.from.map(String)];
  }
}

/** A class whose field has another name than it was saved by, and nobody says so. */
const { Vote: RenamedVote } = {
  Vote: class Vote extends Structure {
    static commands = {};
    papers: string[] = [];

    static VOTE(server: Server, key: string, ballot: string) {
      return server.open(RenamedVote, key).papers.push(ballot);
    }

    isEmpty() {
      return this.papers.length === 0;
    }
  },
};

const keyspaceOf = (memo: Memo) => (memo as unknown as { keyspace: Keyspace }).keyspace;

describe("A file with values of users' structures", () => {
  const before = serving({ structures: [OldVote, Other] });
  const without = serving({ structures: [Other] });
  const after = serving({ structures: [Vote, Other] });
  const renamed = serving({ structures: [RenamedVote, Other] });
  let folder: string;
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'memo-votes-'));
    await before.say('VOTE', 'vote', 'yes');
    await before.say('VOTE', 'vote', 'no');
    await before.say('OTHER', 'other');
    await before.say('SET', 'text', 'a');
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const file = () => join(folder, 'dump.rdb');
  const save = ({ memo }: { memo: Memo }) => atOnce(saveRdb(file(), keyspaceOf(memo)));
  const load = ({ memo }: { memo: Memo }) => atOnce(loadRdb(file(), keyspaceOf(memo)));

  it('names the line of a class that has come to nothing with what it has saved, and what is missing', () => {
    save(before);
    expect(() => load(renamed)).toThrow(
      /\(key "vote" of database 0\): Cannot read properties of undefined .* \(at Vote\.isEmpty \(.*rdb-structures\.spec\.ts:\d+:\d+\)\): .* raise its static version/,
    );
  });

  it('is loaded where one is not loaded, whose values are written back as they were', async () => {
    save(before);
    load(without);
    expect(await without.say('TYPE', 'vote')).toBe('vote');
    expect(await without.client.dumpBuffer('vote')).toEqual(await before.client.dumpBuffer('vote'));
    expect(await without.refusal('GET', 'vote')).toBe(
      'WRONGTYPE The value at the key is a Vote, and no structure of that name is loaded',
    );
    expect(await without.say('OTHER', 'other')).toBe(2);
    save(without);
    await before.say('FLUSHALL');
    load(before);
    expect(await before.say('VOTE', 'vote', 'yes')).toBe(3);
  });

  it('is upgraded as it is loaded, each time to the same', async () => {
    save(before);
    load(after);
    const votes = (await after.say('VOTES', 'vote')) as unknown[];
    expect(votes[0]).toBe(2);
    expect(Number(votes[2])).toBeGreaterThan(0);
    await after.say('FLUSHALL');
    load(after);
    expect(await after.say('VOTES', 'vote')).toEqual(votes);
  });

  it('leaves nothing to the next commit', async () => {
    save(before);
    load(after);
    const commits: Commit[] = [];
    const stop = after.memo.changes.subscribe((commit) => commits.push(commit));
    await after.say('SET', 'a', 1);
    stop();
    expect(commits.map(({ owners }) => owners.size)).toEqual([0]);
  });
});
