import { type Command, Glob, type Reply, serves, type Server, status, Structure, structure, t } from 'memo';

/** As far as ACL goes, COMMAND is of the connection group. */
const about = {
  since: '2.8.13',
  group: 'server',
  complexity: 'O(N), N being the number of commands told of',
  flags: ['loading', 'stale'],
  categories: ['connection'],
};
const unordered = { ...about, tips: ['nondeterministic_output_order'] };
const ofKeys = { ...about, complexity: 'O(N), N being the number of words' };
const names = t.rest(t.text('command-name'), { optional: true });
const wholeCommand = [
  t.bytes('command', { undocumented: true }),
  t.rest(t.bytes('arg', { undocumented: true })),
] as const;

type ListFilter = readonly ['MODULE' | 'ACLCAT' | 'PATTERN', string];

/** What the server tells of its commands. */
@structure()
export class Introspection extends Structure {
  @serves('Every command.', unordered)
  static COMMAND({ memo }: Server): Reply {
    return memo.commands.top().map((command) => command.info());
  }

  @serves('How many commands there are.', { ...about, complexity: 'O(1)' })
  static 'COMMAND COUNT'({ memo }: Server) {
    return memo.commands.size;
  }

  @serves('Arity, flags and keys of commands.', unordered, names)
  static 'COMMAND INFO'({ memo }: Server, ...wanted: string[]): Reply {
    if (wanted.length === 0) return memo.commands.top().map((command) => command.info());
    return wanted.map((name) => memo.commands.get(name)?.info());
  }

  @serves('Summary and arguments of commands.', { ...unordered, since: '7.0.0' }, names)
  static 'COMMAND DOCS'({ memo }: Server, ...wanted: string[]): Reply {
    const all = wanted.length === 0 ? memo.commands.top() : wanted.map((name) => memo.commands.get(name));
    const known = all.filter((command) => command !== undefined);
    return new Map(known.map((command) => [command.wireName, command.docs()]));
  }

  @serves(
    'The names of commands.',
    { ...unordered, since: '7.0.0' },
    t.optional(
      t.keyword(
        'FILTERBY',
        t.oneOf(
          'filterby',
          t.keyword('MODULE', t.text('module-name')),
          t.keyword('ACLCAT', t.text('category')),
          t.keyword('PATTERN', t.text('pattern', { type: 'pattern' })),
        ),
      ),
    ),
  )
  static 'COMMAND LIST'({ memo }: Server, filter?: ListFilter): Reply {
    const accepts = filter ? filterOf(filter) : () => true;
    return memo.commands
      .all()
      .filter(accepts)
      .map((command) => command.wireName);
  }

  @serves('The keys that a whole command names.', ofKeys, ...wholeCommand)
  static 'COMMAND GETKEYS'({ memo }: Server, ...words: Buffer[]): Reply {
    return memo.commands.keysOf(words).map(({ key }) => key);
  }

  @serves(
    'The keys that a whole command names, and what it does with them.',
    { ...ofKeys, since: '7.0.0' },
    ...wholeCommand,
  )
  static 'COMMAND GETKEYSANDFLAGS'({ memo }: Server, ...words: Buffer[]): Reply {
    return memo.commands.keysOf(words).map(({ key, flags }) => [key, new Set(flags.map(status))]);
  }
}

/** Redis' modules are Memo's structures. */
function filterOf([by, text]: ListFilter): (command: Command) => boolean {
  if (by === 'MODULE') return (command) => command.methods.some(({ owner }) => owner.Class.name === text);
  if (by === 'ACLCAT') return (command) => command.categories().includes(`@${text.toLowerCase()}`);
  const glob = new Glob(text.toLowerCase());
  return (command) => glob.matches(command.wireName);
}
