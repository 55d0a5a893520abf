import type { CommandTable } from '../../lib/index';
import { releaseOf } from './releases';

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
- So it is with HSCAN, SSCAN and ZSCAN, and with the order of members and fields of what is not packed. A set of few short
  members that are no integers is packed in Memo, and scanned in one step; OBJECT ENCODING says \`hashtable\`, as Redis does.
- DUMP and RESTORE exchange values with Redis 7.0 in both directions; what is compressed may be so in other bytes. RESTORE looks
  through all of a payload, whatever \`sanitize-dump-payload\` says in Redis.
- Distances are rounded to the nearest double; Redis' come from the machine's C library and differ in the last of 17 digits
  about once in 400, which scores stored by STOREDIST show.
- HRANDFIELD, SRANDMEMBER and ZRANDMEMBER answer no more than 1,048,576 repetitions; Redis tries to.
- ZRANGE BYLEX and its like over members of different scores tell something else than Redis does once the sorted set is no longer
  packed; Redis itself tells something else each time.
- DEBUG RELOAD and DEBUG LOADAOF are refused in a transaction that has changed something, while there is a log.
- How many entries a group has read is unknown when it would pass 2^63 - 1, which XGROUP can set; Redis goes on below zero.
- INFO has Redis' fields that have a meaning here, and 0 where nothing of the kind happens; \`memo_version\` stands beside
  \`redis_version\`. Left out: what Redis was built with, \`expired_stale_perc\`, active defragmentation, the main thread's CPU.
  \`rdb_changes_since_last_save\` counts turns that changed something. In CLIENT LIST
  \`rbs\`, \`rbp\` and \`obl\` are 0: replies are made in a buffer that all connections share.
- A command's time in INFO, SLOWLOG and LATENCY includes reading its words and writing its reply. What a structure plays counts by
  itself, too, as what a script calls; of quick commands one in eight is timed, and stands for the others. An async command takes
  until its reply. INFO tells errors of 128 codes apart.
- MONITOR shows times to the millisecond, and what a structure plays not at all. LATENCY knows the events \`command\`,
  \`fast-command\` and \`expire-cycle\`.
- LOLWUT draws something else than Redis does, whatever VERSION says: columns, rows and the number of a rule may follow.
  LOLWUT VERSION needs a number.
- CONFIG knows the options of Redis 7.0; docs/configuration.md tells which of them do something. CONFIG SET can't change \`port\`
  and \`bind\`. CONFIG REWRITE leaves lines alone whose options have not changed.
  Memo listens on 127.0.0.1 unless told otherwise. \`loglevel nothing\`, which Redis has since 7.2, is there.
- CLIENT PAUSE WRITE stops async commands and those of \`@serves\` with keys, which may play writes, too; it doesn't stop PFCOUNT,
  which only reads, nor what an async command that runs already plays. CLIENT UNBLOCK leaves a command alone that a pause stops.
- CLIENT CACHING with a word that is neither YES nor NO is a syntax error, also where tracking is off. A flush tells a client of
  RESP3 that stands in for one of RESP2 RESP3's null. RENAME tells of the new name before the old one.
- SLOWLOG may leave out a quick command within a pipeline: those of one name in a row are timed together.
- After CLIENT REPLY OFF, QUIT and a broken protocol close the connection all the same.
- What a client sends while its command waits is not read beyond a megabyte; Redis reads on, and closes the connection once it
  is more than client-query-buffer-limit.
- COMMAND DOCS tells no history, no versions of single arguments and no deprecations; COMMAND INFO has no notes on keys.
- DEBUG has the sub-commands that DEBUG HELP names. OBJECT tells no address and nothing of a list's nodes, PROTOCOL attrib no
  attribute; RELOAD and LOADAOF read what was kept.
- PFCOUNT keeps no count in the bytes of the value, as Redis does: it reads, and counts anew each time. Of a damaged HyperLogLog,
  PFADD changes nothing, and PFDEBUG DECODE tells other runs; Redis stops half way, and reads past its end.
- WATCH sees XGROUP CREATE change a stream, which Redis leaves out, and no PFCOUNT, which writes in Redis.
- OBJECT IDLETIME counts from when a value was read or changed; commands on the key itself, such as EXPIRE or a refused
  SETNX, don't count, nor does a command that met the wrong type.
- \`OBJECT FREQ\` and \`OBJECT IDLETIME\` don't adjust when the policy changes: a time is told of what was counted last, and
  what was timed begins to count. Redis counts the uses of an integer below 10000 for all keys that have it together.
- MEMORY USAGE tells what a key takes in Memo; of objects of classes that are not packed it is an estimate. MEMORY STATS has
  the figures that Memo has, DOCTOR and MALLOC-STATS tell of V8's heap.
- SORT leaves a small sorted set packed, where Redis lays it out as a skiplist first, SORT_RO as well. After a number that is
  out of range, Redis may refuse others as well.
- A word that holds a zero byte is that word; Redis reads some options up to it.
- A line that was typed is refused from 64 KB on, however it arrives; Redis takes some more when its end is there already.
- HELLO with an option that is none does nothing at all; Redis does what stands before it.
- \`appendonly\` is yes by default, and \`save\` only "": the log keeps everything (docs/durability.md). BGREWRITEAOF needs the log.
  BGSAVE compacts the log, too; without a log, other clients wait for it as for SAVE.
- Expiry times are exact to the millisecond up to the year 287396; later ones are the nearest double.
- A client that names a key which an async command holds waits until that command ends.
- CONFIG GET notify-keyspace-events shows \`n\` beside \`A\`, where Redis leaves it out although it notifies of new keys.
- A client of RESP3 that publishes to itself in a transaction has the message before EXEC's reply, not within it.
`;

/** The page: every command of Redis by group, since when Memo has it, and what only Memo has. */
export function compatibilityPage(redis: readonly RedisCommand[], commands: CommandTable): string {
  const groups = [...new Set(redis.map(({ group }) => group))].sort();
  const sections = groups.map((group) => {
    const members = redis.filter((command) => command.group === group).sort(byName);
    return groupSection(group, members, commands);
  });
  const built = builtOf(redis, commands).length;
  const count = `Of ${redis.length} commands and sub-commands of Redis 7.0, ${built} are built.`;
  return [HEAD, count, '', ...sections, ownSection(redis, commands)].join('\n');
}

const byName = (a: { readonly name: string }, b: { readonly name: string }) => (a.name < b.name ? -1 : 1);

const builtOf = (redis: readonly RedisCommand[], commands: CommandTable) =>
  redis.filter(({ name }) => commands.get(name) !== undefined);

function groupSection(group: string, members: readonly RedisCommand[], commands: CommandTable): string {
  const rows = members.map(({ name, since }) => {
    const upper = name.toUpperCase().replace('|', ' ');
    return `| ${upper} | ${since} | ${commands.get(name) ? releaseOf(upper) : 'not yet'} |`;
  });
  const title = `## ${group}: ${builtOf(members, commands).length} of ${members.length}`;
  return table(title, '| Command | In Redis since | In Memo since |', rows);
}

/** Commands that Redis has not, of the structures that come with Memo. */
function ownSection(redis: readonly RedisCommand[], commands: CommandTable): string {
  const known = new Set(redis.map(({ name }) => name.toUpperCase().replace('|', ' ')));
  const own = commands.all().filter(({ name, declaration }) => declaration && !known.has(name));
  const rows = [...own].sort(byName).map(({ name, declaration, methods }) => {
    const classes = methods.map(({ owner }) => owner.Class.name).join(', ');
    return `| ${name} | ${classes} | ${releaseOf(name)} | ${declaration!.summary} |`;
  });
  return table(
    '## Only in Memo',
    '| Command | Structure of `memo/structures` | In Memo since | What it does |',
    rows,
  );
}

function table(title: string, head: string, rows: readonly string[]): string {
  const line = head.replace(/[^|]+/g, ' --- ');
  return [title, '', head, line, ...rows, ''].join('\n');
}
