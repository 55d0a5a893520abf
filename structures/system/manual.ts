import {
  type Command,
  type CommandTable,
  CommandError,
  type Reply,
  serves,
  type Server,
  Structure,
  structure,
  t,
} from 'memo';

/** How commands are used, users' and Redis' own, for whoever has redis-cli at hand. */
@structure()
export class ManualCommands extends Structure {
  @serves(
    'How commands are used: words, what they may be, whose command it is. A sub-command is named by its two words.',
    {
      since: '0.3.0',
      group: 'server',
      complexity: 'O(N), N being the number of commands asked for',
      flags: ['loading', 'stale'],
    },
    t.rest(t.text('command')),
  )
  static 'MEMO DOCS'({ memo }: Server, ...words: string[]): Reply {
    return namedBy(words, memo.commands).flatMap((command) => command.manual());
  }
}

/** Two words name a sub-command, if they can. */
function namedBy([first, second, ...rest]: readonly string[], table: CommandTable): Command[] {
  if (first === undefined) return [];
  const both = second === undefined ? undefined : table.get(`${first} ${second}`);
  const command = both ?? table.get(first);
  if (!command) throw new CommandError(`ERR there is no command '${first}'`);
  return [command, ...namedBy(both || second === undefined ? rest : [second, ...rest], table)];
}
