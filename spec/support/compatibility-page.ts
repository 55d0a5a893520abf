import type { CommandTable } from '../../lib/index';

/** What Redis' COMMAND DOCS tells of one command, as far as the page shows it. */
export interface RedisCommand {
  readonly name: string;
  readonly group: string;
  readonly since: string;
}

const HEAD = `# Compatibility

Memo answers as redis-server 7.0.15 does, byte for byte; the specs in spec/compat send the same words to both.
This page is generated from the command table: \`MEMO_UPDATE_DOCS=1 npx jest spec/compatibility-page.spec.ts\`.

What is not built answers \`ERR unknown command\`, or \`ERR unknown subcommand\`.

## Known differences

- Texts that people read are Memo's own: summaries and complexities of COMMAND DOCS, the lines of HELP.
- A cursor of SCAN is another number than Redis', and the order of SCAN and KEYS is another; the guarantee is the same,
  and no key is answered twice in one scan.
- INFO has the figures that Memo has; \`memo_version\` stands beside \`redis_version\`. In CLIENT LIST the sizes of
  Redis' buffers are 0.
- CONFIG knows the options of \`memo-server --help\`, and what clients probe for; what Memo has one choice of, it says.
  Memo listens on 127.0.0.1 unless told otherwise. \`loglevel nothing\`, which Redis has since 7.2, is there.
- COMMAND DOCS tells no history, no versions of single arguments and no deprecations; COMMAND INFO has no notes on keys.
- DEBUG has SLEEP only.
- PFCOUNT keeps no count in the bytes of the value, as Redis does: it reads, and counts anew each time.
- OBJECT IDLETIME counts from when a value was read or changed; commands on the key itself, such as EXPIRE or a refused
  SETNX, don't count, nor does a command that met the wrong type.
- A word that holds a zero byte is that word; Redis reads some options up to it.
- A line that was typed is refused from 64 KB on, however it arrives; Redis takes some more when its end is there already.
- HELLO with an option that is none does nothing at all; Redis does what stands before it.
- \`--appendonly yes\` is refused until durability is built: keys live in memory only.
- Expiry times are exact to the millisecond up to the year 287396; later ones are the nearest double.
- A client that names a key which an async command holds waits until that command ends.
`;

/** The page: every command of Redis by group, and whether Memo has it. */
export function compatibilityPage(redis: readonly RedisCommand[], commands: CommandTable): string {
  const groups = [...new Set(redis.map(({ group }) => group))].sort();
  const isBuilt = ({ name }: RedisCommand) => commands.get(name) !== undefined;
  const sections = groups.map((group) => {
    const members = redis
      .filter((command) => command.group === group)
      .sort((a, b) => (a.name < b.name ? -1 : 1));
    const title = `## ${group}: ${members.filter(isBuilt).length} of ${members.length}`;
    const rows = members.map((command) => {
      const name = command.name.toUpperCase().replace('|', ' ');
      return `| ${name} | ${command.since} | ${isBuilt(command) ? 'yes' : 'not yet'} |`;
    });
    return [title, '', '| Command | In Redis since | In Memo |', '| --- | --- | --- |', ...rows].join('\n');
  });
  const count = `Of ${redis.length} commands and sub-commands of Redis 7.0, ${redis.filter(isBuilt).length} are built.`;
  return [HEAD, count, '', sections.join('\n\n'), ''].join('\n');
}
