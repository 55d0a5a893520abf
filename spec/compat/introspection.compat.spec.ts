import { readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { type Command, Structure, type StructureClass } from '../../lib/index';
import { Keyspace } from '../../lib/keyspace/keyspace';
import { Conversation } from '../support/conversation';
import { ROOT } from '../support/memo-server';
import { readReply, type WireReply } from '../support/reply-reader';
import { comparison, serverPair } from './compare';

/** What a reply says, its types forgotten: text for scalars, arrays for aggregates. */
type Value = string | Value[];

/** Where COMMAND INFO has what. */
const INFO = { name: 0, arity: 1, flags: 2, first: 3, last: 4, step: 5, categories: 6, tips: 7, keySpecs: 8 };

/** What COMMAND INFO and COMMAND DOCS tell of one command. */
interface About {
  readonly name: Value;
  readonly arity: Value;
  readonly flags: Value;
  readonly categories: Value;
  readonly tips: Value;
  /** First, last, step. */
  readonly keys: Value;
  /** Where the keys are, and what is done with them. */
  readonly keySpecs: Value;
  readonly group: Value;
  readonly since: Value;
  /** Which other fields there are. */
  readonly documented: Value;
  /** The arguments, as redis-cli shows them beside the cursor. */
  readonly hint: Value;
}

/** What Memo tells otherwise, and why. */
const EXCEPTIONS: Readonly<Record<string, readonly [field: keyof About, why: string]>> = {
  BITFIELD: ['hint', "Redis' doesn't tell that OVERFLOW stands by itself"],
  'CLIENT KILL': ['hint', "Redis' shows each of the alternatives as optional"],
  GEOHASH: ['hint', "Redis' doesn't tell that it needs no member"],
  GEOPOS: ['hint', "Redis' doesn't tell that it needs no member"],
  PFMERGE: ['hint', "Redis' doesn't tell that it needs no source"],
  'LATENCY HELP': ['since', 'the HELP of all commands is made alike'],
  'SLOWLOG HELP': ['since', 'the HELP of all commands is made alike'],
  'MEMORY HELP': ['since', 'the HELP of all commands is made alike'],
  'OBJECT HELP': ['since', 'the HELP of all commands is made alike'],
  'PUBSUB HELP': ['since', 'the HELP of all commands is made alike'],
};

/** Those of Redis: MEMO and what belongs to it are its own. */
const COMMANDS = builtInCommands()
  .map(({ name }) => name)
  .filter((name) => !/^MEMO\b/.test(name));

describe('COMMAND', () => {
  const servers = serverPair();

  test.each(COMMANDS)('INFO and DOCS of %s tell what Redis tells', async (name) => {
    const wireName = name.toLowerCase().replace(' ', '|');
    const { redis, subject } = servers();
    const expected = await told(redis.port, wireName);
    const actual = await told(subject.port, wireName);
    const [different] = EXCEPTIONS[name] ?? [];
    expect(actual).toEqual(different ? { ...expected, [different]: actual[different] } : expected);
    if (different) expect(actual[different]).not.toEqual(expected[different]);
  });
});

/** Every command of the built-in structures, sub-commands included. */
function builtInCommands(): readonly Command[] {
  const keyspace = new Keyspace({ databases: 1, clock: { now: () => 0 }, onFault: () => {} });
  const load = createRequire(__filename);
  for (const folder of ['standard', 'system'].map((name) => join(ROOT, 'structures', name))) {
    const files = readdirSync(folder).filter((file) => file.endsWith('.ts'));
    const exported = files.flatMap((file) =>
      Object.values(load(join(folder, file)) as Record<string, unknown>),
    );
    for (const each of exported) if (isStructure(each)) keyspace.register(each);
  }
  return keyspace.commands.all();
}

function isStructure(value: unknown): value is StructureClass {
  return typeof value === 'function' && value.prototype instanceof Structure;
}

async function told(port: number, name: string): Promise<About> {
  const conversation = await Conversation.open(port);
  const ask = async (topic: string) => {
    const reply = readReply(await conversation.say('COMMAND', topic, name));
    return valueOf(reply!) as Value[];
  };
  const info = (await ask('INFO'))[0] ?? [];
  const docs = (await ask('DOCS'))[1] ?? [];
  conversation.close();
  return about(Array.isArray(info) ? info : [], docs);
}

function about(info: readonly Value[], docs: Value): About {
  const part = (index: number) => info[index] ?? [];
  return {
    name: part(INFO.name),
    arity: part(INFO.arity),
    flags: sorted(part(INFO.flags)),
    categories: sorted(part(INFO.categories)),
    tips: sorted(part(INFO.tips)),
    keys: [INFO.first, INFO.last, INFO.step].map(part),
    keySpecs: (part(INFO.keySpecs) as Value[]).map((spec) => [
      field(spec, 'begin_search'),
      field(spec, 'find_keys'),
      sorted(field(spec, 'flags')),
    ]),
    group: field(docs, 'group'),
    since: field(docs, 'since'),
    documented: ['summary', 'complexity', 'arguments'].filter((key) => field(docs, key).length > 0),
    hint: hint(field(docs, 'arguments')),
  };
}

function valueOf({ text, items }: WireReply): Value {
  return items ? items.map(valueOf) : text;
}

/** The value of a field in a flat list of fields and values; empty if there is none. */
function field(fields: Value, name: string): Value {
  if (!Array.isArray(fields)) return [];
  const at = fields.findIndex((value, i) => i % 2 === 0 && value === name);
  return at < 0 ? [] : (fields[at + 1] ?? []);
}

function sorted(values: Value): string[] {
  return Array.isArray(values) ? values.map(String).sort() : [];
}

/** Arguments as redis-cli writes them beside the cursor: `key value [NX|XX] [EX seconds|PX milliseconds]`. */
function hint(argument: Value): string {
  return Array.isArray(argument) ? argument.map(argumentHint).join(' ') : '';
}

function argumentHint(argument: Value): string {
  const flags = sorted(field(argument, 'flags'));
  const token = String(field(argument, 'token'));
  const once = [token, nameHint(argument)].filter(Boolean).join(' ');
  const again = flags.includes('multiple_token') ? once : nameHint(argument);
  const whole = flags.includes('multiple') ? `${once} [${again} ...]` : once;
  return flags.includes('optional') ? `[${whole}]` : whole;
}

function nameHint(argument: Value): string {
  const parts = field(argument, 'arguments');
  switch (field(argument, 'type')) {
    case 'pure-token':
      return '';
    case 'oneof':
      return (parts as Value[]).map(argumentHint).join('|');
    case 'block':
      return hint(parts);
    default:
      return String(field(argument, 'name'));
  }
}

describe('COMMAND in a conversation', () => {
  const compare = comparison();

  compare('finds the keys of a command')`
    COMMAND GETKEYS GET k
    COMMAND GETKEYS SET k v EX 100
    COMMAND GETKEYS {MSET a 1 b 2 c 3,MGET a b c,DEL a b,EXISTS a,RENAME a b,COPY a b,LMOVE a b LEFT LEFT,LCS a b LEN}
    COMMAND GETKEYS {LMPOP 2 a b LEFT,LMPOP 1 a LEFT COUNT 5,LMPOP 0 a LEFT,LMPOP abc a LEFT,LMPOP 5 a LEFT}
    COMMAND GETKEYS {OBJECT ENCODING k,TTL k,SWAPDB 0 1,PING,KEYS *,SCAN 0,CLIENT ID,SELECT 0,RANDOMKEY,TOUCH a b}
    COMMAND GETKEYS {NOSUCH,NOSUCH k,GET,GET a b,SET k,MSET,OBJECT BAD k,OBJECT,CLIENT BAD,""}
    COMMAND GETKEYS
    command getkeys get "\x00\xff"
    COMMAND GETKEYS MSET a 1 b
    COMMAND GETKEYS {SSUBSCRIBE a b,SPUBLISH a b,SUNSUBSCRIBE a,PUBLISH a b}
    COMMAND GETKEYSANDFLAGS {SSUBSCRIBE a b,SPUBLISH a b}
  `;

  compare('finds what a command does with its keys')`
    COMMAND GETKEYSANDFLAGS {GET k,SET k v,SET k v GET,GETDEL k,GETEX k,APPEND k v,INCR k,SETRANGE k 0 v,STRLEN k} ~unordered
    COMMAND GETKEYSANDFLAGS {MSET a 1 b 2,MGET a b,DEL a,EXISTS a,RENAME a b,COPY a b,MOVE a 1,TOUCH a,TTL a,EXPIRE a 1} ~unordered
    COMMAND GETKEYSANDFLAGS {LPUSH k a,LPOP k,LLEN k,LRANGE k 0 1,LSET k 0 v,LMOVE a b LEFT LEFT,LMPOP 2 a b LEFT,LPOS k a} ~unordered
    COMMAND GETKEYSANDFLAGS {OBJECT ENCODING k,TYPE k,PERSIST k,UNLINK a b,LINSERT k BEFORE a b,LREM k 0 a,LTRIM k 0 1} ~unordered
    COMMAND GETKEYSANDFLAGS {PING,NOSUCH,GET,CLIENT ID,""}
    COMMAND GETKEYSANDFLAGS
  `;

  compare('answers for names it does not know')`
    COMMAND INFO {nosuch,nosuch other,"",GET|x,client|nosuch}
    COMMAND DOCS {nosuch,nosuch other,"",client|nosuch}
    COMMAND COUNT ~shape
    COMMAND COUNT x
    COMMAND {BAD,BAD x,""}
  `;

  compare('lists names by a filter')`
    COMMAND LIST FILTERBY PATTERN {l[iplr]*,L[iplr]*,GET,getdel,nosuch,""} ~unordered
    COMMAND LIST FILTERBY {ACLCAT nosuch,MODULE nosuch}
    COMMAND LIST {FILTERBY,FILTERBY PATTERN,FILTERBY BAD x,BAD,FILTERBY PATTERN a b,PATTERN x}
  `;
});
