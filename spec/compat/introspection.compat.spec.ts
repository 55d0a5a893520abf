import { Conversation } from '../support/conversation';
import { readReply, type WireReply } from '../support/reply-reader';
import { comparison, serverPair } from './compare';

const STRINGS = `set get getset getdel getex setnx setex psetex mset msetnx mget append strlen incr decr incrby decrby
  incrbyfloat getrange substr setrange lcs`;
const BITMAPS = `setbit getbit bitcount bitpos bitop bitfield bitfield_ro`;
const HYPERLOGLOGS = `pfadd pfcount pfmerge pfdebug`;
const LISTS = `lpush rpush lpushx rpushx lpop rpop llen lindex lset linsert lrange ltrim lrem lpos lmove rpoplpush lmpop`;
const KEYS = `del unlink exists type rename renamenx copy move randomkey keys scan touch expire pexpire expireat pexpireat
  ttl pttl expiretime pexpiretime persist dbsize flushdb flushall swapdb object|encoding object|refcount
  object|idletime object|freq`;
const CONNECTION = `ping echo quit reset select hello auth client|id client|setname client|getname client|info`;
const SERVER = `time info command command|count command|info command|docs command|list command|getkeys
  command|getkeysandflags config|get config|set shutdown debug`;
const SHIPPED = `${STRINGS} ${BITMAPS} ${HYPERLOGLOGS} ${LISTS} ${KEYS} ${CONNECTION} ${SERVER}`.split(/\s+/);

/** What a reply says, its types forgotten: text for scalars, arrays for aggregates. */
type Value = string | Value[];

/** Where COMMAND INFO has what. */
const INFO = { name: 0, arity: 1, flags: 2, first: 3, last: 4, step: 5, categories: 6, tips: 7, keySpecs: 8 };

describe('COMMAND', () => {
  const servers = serverPair();

  const infos = (port: number) => answersByName(port, 'INFO', (reply) => (reply as Value[])[0] ?? []);
  const docs = (port: number) => answersByName(port, 'DOCS', (reply) => (reply as Value[])[1] ?? []);

  test.each(SHIPPED)(
    'INFO of %s tells name, arity, flags, key positions and ACL categories',
    async (name) => {
      const about = async (port: number) => {
        const info = (await infos(port)).get(name) ?? [];
        const part = (index: number) => info[index] ?? [];
        return {
          name: part(INFO.name),
          arity: part(INFO.arity),
          keys: [INFO.first, INFO.last, INFO.step].map(part).join(' '),
          flags: sorted(part(INFO.flags)),
          categories: sorted(part(INFO.categories)),
        };
      };
      expect(await about(servers().subject.port)).toEqual(await about(servers().redis.port));
    },
  );

  test.each(SHIPPED)('INFO of %s tells where its keys are', async (name) => {
    const about = async (port: number) => {
      const specs = (await infos(port)).get(name)?.[INFO.keySpecs] ?? [];
      return (specs as Value[]).map((spec) => [field(spec, 'begin_search'), field(spec, 'find_keys')]);
    };
    expect(await about(servers().subject.port)).toEqual(await about(servers().redis.port));
  });

  test.each(SHIPPED)('INFO of %s tells what it does with its keys', async (name) => {
    const about = async (port: number) => {
      const specs = (await infos(port)).get(name)?.[INFO.keySpecs] ?? [];
      return (specs as Value[]).map((spec) => sorted(field(spec, 'flags')));
    };
    expect(await about(servers().subject.port)).toEqual(await about(servers().redis.port));
  });

  test.each(SHIPPED)('INFO of %s gives the same tips', async (name) => {
    const about = async (port: number) => sorted((await infos(port)).get(name)?.[INFO.tips] ?? []);
    expect(await about(servers().subject.port)).toEqual(await about(servers().redis.port));
  });

  test.each(SHIPPED)('DOCS of %s: group, first version, and the fields there are', async (name) => {
    const about = async (port: number) => {
      const doc = (await docs(port)).get(name) ?? [];
      const told = ['summary', 'complexity', 'arguments'].filter((key) => field(doc, key).length > 0);
      return { group: field(doc, 'group'), since: field(doc, 'since'), told };
    };
    expect(await about(servers().subject.port)).toEqual(await about(servers().redis.port));
  });

  // Redis' hints don't tell that BITFIELD's OVERFLOW stands by itself, and that PFMERGE needs no source.
  const HINTED = SHIPPED.filter((name) => !['bitfield', 'pfmerge'].includes(name));

  test.each(HINTED)('DOCS of %s: the hint that redis-cli shows', async (name) => {
    const about = async (port: number) => hint(field((await docs(port)).get(name) ?? [], 'arguments'));
    expect(await about(servers().subject.port)).toEqual(await about(servers().redis.port));
  });

  const asked = new Map<string, Promise<Map<string, Value[]>>>();

  /** What the server answers about each shipped command, asked once. */
  function answersByName(
    port: number,
    topic: string,
    pick: (reply: Value) => Value,
  ): Promise<Map<string, Value[]>> {
    const question = `${port} ${topic}`;
    const answers = asked.get(question) ?? askAll(port, topic, pick);
    asked.set(question, answers);
    return answers;
  }
});

async function askAll(
  port: number,
  topic: string,
  pick: (reply: Value) => Value,
): Promise<Map<string, Value[]>> {
  const conversation = await Conversation.open(port);
  const answers = new Map<string, Value[]>();
  for (const name of SHIPPED) {
    const bytes = await conversation.say('COMMAND', topic, name);
    const answer = pick(valueOf(readReply(bytes)!));
    answers.set(name, Array.isArray(answer) ? answer : []);
  }
  conversation.close();
  return answers;
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
