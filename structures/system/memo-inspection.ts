import { type Entry, reads, type Reply, serves, type Server, Structure, structure, t } from 'memo';
import { inspected } from './memo/inspected';
import { tracedReply } from './memo/traced';

const about = { since: '0.3.0', group: 'server', unrepeatable: true };

/** Characters that are shown of a field. */
const FEW = 500;

/** What the server knows of users' structures, of their values, and of what their commands do. */
@structure()
export class MemoInspection extends Structure {
  @serves('The structures that are loaded beside the built-in ones.', {
    ...about,
    complexity: 'O(N), N being the number of their commands',
    flags: ['loading', 'stale'],
  })
  static 'MEMO STRUCTURES'({ memo: { commands } }: Server): Reply {
    const loaded = commands.structures.filter(({ sourceHash }) => sourceHash !== undefined);
    return loaded.map((info) => ({
      class: info.Class.name,
      type: info.typeName,
      version: info.Class.version ?? 0,
      atomic: info.isAtomic,
      file: info.file ?? null,
      source: info.sourceHash!,
      commands: commands.namesOf(info),
    }));
  }

  @reads(
    'What there is at a key: class, expiry, memory, and each field as a line of so many characters; null when absent.',
    { ...about, complexity: 'O(N), N being the size of a live value', misses: false, keys: [['RO']] },
    t.entry(),
    t.options({ maxlen: t.keyword('MAXLEN', t.int('characters', { min: 1, max: 1_000_000 })) }),
  )
  static 'MEMO INSPECT'(
    server: Server,
    entry: Entry,
    { maxlen = FEW }: { maxlen: number | undefined },
  ): Reply {
    return entry.exists ? inspected(server, entry, maxlen) : null;
  }

  @serves(
    'What a command would answer, play, log and change; it is run, and taken back.',
    { ...about, complexity: 'That of the command, and O(N), N being the size of what it changes' },
    t.bytes('command'),
    t.rest(t.bytes('arg'), { optional: true }),
  )
  static 'MEMO TRACE'(server: Server, command: Buffer, ...words: Buffer[]): Reply {
    return tracedReply(server, command, words);
  }
}
