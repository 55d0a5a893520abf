import { type ByteSlice, CommandError, type Entry, errors, t, type Words } from 'memo';

type Command = 'XREAD' | 'XREADGROUP';

/** What XREAD and XREADGROUP are told. */
export interface ReadWords {
  /** The keys, and behind which id to begin with each. */
  readonly streams: readonly (readonly [key: Entry, from: ByteSlice])[];
  /** Entries of each stream at most. */
  readonly count: number;
  /** How long to wait when there are none: milliseconds, 0 for ever; undefined not to wait. */
  readonly block: number | undefined;
  readonly noAcknowledgement: boolean;
  readonly group: string;
  readonly consumer: string;
}

const ENTRY = t.entry('key');
const WORD = t.slice('id');
const NAME = t.wire('name');
const COUNT = t.int('count');
const TIMEOUT = t.int('milliseconds', {
  min: 0,
  error: 'ERR timeout is not an integer or out of range',
  outOfRange: 'ERR timeout is negative',
});

/** Redis says this of XREADGROUP, too. */
const UNBALANCED =
  "ERR Unbalanced XREAD list of streams: for each stream key an ID or '$' must be specified.";

const OPTIONS = {
  count: t.keyword('COUNT', COUNT),
  block: t.keyword('BLOCK', TIMEOUT),
};
const STREAMS = t.required(t.keyword('STREAMS', t.halves('streams', ENTRY, WORD)));

export const READ_WORDS = t.words([t.options({ ...OPTIONS, streams: STREAMS })], (words) =>
  readWords(words, 'XREAD'),
);

export const GROUP_READ_WORDS = t.words(
  [
    t.options({
      group: t.required(t.keyword('GROUP', t.block('group-block', t.slice('group'), t.slice('consumer')))),
      ...OPTIONS,
      noAcknowledgement: t.flag('NOACK'),
      streams: STREAMS,
    }),
  ],
  (words) => readWords(words, 'XREADGROUP'),
);

function readWords(words: Words, command: Command): ReadWords {
  let streams: ReadWords['streams'] | undefined;
  let count = Infinity;
  let block: number | undefined;
  let noAcknowledgement = false;
  let owner: readonly [group: string, consumer: string] | undefined;
  while (words.left > 0 && !streams) {
    if (words.take('BLOCK', 1)) block = words.read(TIMEOUT);
    else if (words.take('COUNT', 1)) count = Math.max(0, words.read(COUNT)) || Infinity;
    else if (words.take('STREAMS', 1)) streams = readStreams(words);
    else if (words.take('GROUP', 2)) {
      refuseInRead('GROUP', command);
      owner = [words.read(NAME), words.read(NAME)];
    } else if (words.take('NOACK')) {
      refuseInRead('NOACK', command);
      noAcknowledgement = true;
    } else throw errors.syntax();
  }
  if (!streams) throw errors.syntax();
  if (command === 'XREADGROUP' && !owner) throw new CommandError('ERR Missing GROUP option for XREADGROUP');
  const [group = '', consumer = ''] = owner ?? [];
  return { streams, count, block, noAcknowledgement, group, consumer };
}

/** Keys, and then as many ids. */
function readStreams(words: Words): [Entry, ByteSlice][] {
  if (words.left % 2 === 1) throw new CommandError(UNBALANCED);
  const keys = Array.from({ length: words.left / 2 }, () => words.read(ENTRY));
  return keys.map((key) => [key, words.read(WORD)]);
}

function refuseInRead(option: string, command: Command): void {
  if (command === 'XREAD')
    throw new CommandError(
      `ERR The ${option} option is only supported by XREADGROUP. You called XREAD instead.`,
    );
}
