import { multibulk } from '../support/conversation';
import { splitWords } from '../support/quoting';

/** What two replies may differ in and still be the same. */
export type Leniency =
  'unordered' | 'pairs' | 'ttl' | 'clock' | 'recent' | 'shape' | 'digits' | 'figures' | 'object';

/** One line of a script: what is sent, and how its replies are read and compared. */
export interface Step {
  readonly line: string;
  readonly request: Buffer;
  /** What is sent, when it names connections by their numbers, of which each server has others. */
  readonly requestOf: ((ids: ReadonlyMap<string, string>) => Buffer) | undefined;
  /** The connection that says it. */
  readonly speaker: string;
  /** How many replies are read. */
  readonly replies: number;
  /** Everything is read until the server closes the connection. */
  readonly closes: boolean;
  /** The next step comes when the server shows the connection as blocked. */
  readonly waits: boolean;
  /** What it notifies of is read after a later step. */
  readonly later: boolean;
  readonly leniencies: ReadonlySet<Leniency>;
}

/**
 * The steps of a script. Each line is a request as one types it into redis-cli:
 *
 *     SET k "\x00 v" EX 100            sent as an array of bulk strings
 *     SET k v {NX,XX} {,GET}           four lines: SET k v NX, SET k v NX GET, ...
 *     inline: SET k 'a b'              sent as it stands, with a line end
 *     raw: "*1\r\n$4\r\nPING\r\n"      exactly these bytes
 *     CLIENT KILL ID <b>               the number of the connection `b` stands there
 *     b> SET k v                       said by another connection, `b`, with which the next line is not
 *     # a remark
 *
 * and may end with
 *
 *     ~unordered    elements in any order, at any depth
 *     ~pairs        elements in any order, at any depth, each two of them together: fields with their values
 *     ~ttl          positive integers may differ by 1 %, by 1 at least and by 2000 at most
 *     ~clock        integers that are times (milliseconds since 1970) may differ by 10 seconds
 *     ~recent       integers that are not negative may differ by 10000
 *     ~shape        the types of replies and elements, and how many, not what they say
 *     ~digits       each run of digits stands for any other
 *     ~figures      lines of INFO in any order, with other times; how often CLIENT was asked is the player's affair
 *     ~object       what DEBUG OBJECT tells, but for addresses and times
 *     ~replies:2    so many replies are read, 1 unless told
 *     ~waits        a command that blocks: no reply is read, and the next line comes when it does
 *     ~hears        nothing is said, only a reply read
 *     ~later        its notifications are read with those of the next line, where any are
 *     ~close        the server closes the connection; the next line has a new one
 */
export function parseScript(text: string): Step[] {
  const lines = text.split('\n').map((line) => line.trim());
  return lines
    .filter((line) => line && !line.startsWith('#'))
    .flatMap(expandBraces)
    .map(parseLine);
}

/** The line once for each combination of its alternatives; `{t}` and quoted braces stay as they are. */
function expandBraces(line: string): string[] {
  const match = /^((?:[^"'{]|"(?:\\.|[^"\\])*"|'[^']*'|\{[^,}]*\})*)\{([^}]*,[^}]*)\}(.*)$/.exec(line);
  if (!match) return [line];
  const [, before = '', alternatives = '', after = ''] = match;
  return alternatives
    .split(',')
    .flatMap((choice) => expandBraces((choice ? before + choice : before.trimEnd()) + after));
}

function parseLine(line: string): Step {
  const modifiers: string[] = [];
  let said = line;
  for (let match; (match = /^(?:(.*)\s)?~([a-z]+(?::\d+)?)\s*$/.exec(said)); said = match[1] ?? '') {
    modifiers.push(match[2] ?? '');
  }
  const leniencies = new Set<Leniency>();
  const [, speaker = '', own = ''] = /^(?:([a-z])>(?: |$))?(.*)$/s.exec(said)!;
  const requestOf = named(own).length > 0 ? requestIn(own) : undefined;
  const step = {
    line,
    speaker,
    request: request(own),
    requestOf,
    replies: 1,
    closes: false,
    waits: false,
    later: false,
    leniencies,
  };
  return modifiers.reduce(applyModifier, step);
}

function applyModifier(step: Step, modifier: string): Step {
  switch (modifier) {
    case 'unordered':
    case 'pairs':
    case 'ttl':
    case 'clock':
    case 'recent':
    case 'shape':
    case 'digits':
    case 'figures':
    case 'object':
      return { ...step, leniencies: new Set([...step.leniencies, modifier]) };
    case 'close':
      return { ...step, closes: true };
    case 'waits':
      return { ...step, waits: true, replies: 0 };
    case 'later':
      return { ...step, later: true };
    case 'hears':
      return { ...step, request: Buffer.alloc(0) };
    default:
      if (!modifier.startsWith('replies:')) throw new Error(`unknown modifier ~${modifier}: ${step.line}`);
      return { ...step, replies: Number(modifier.slice('replies:'.length)) };
  }
}

/** The connections whose numbers a line names. */
export const named = (said: string) => [...said.matchAll(/<([a-z])>/g)].map(([, speaker]) => speaker!);

const requestIn = (said: string) => (ids: ReadonlyMap<string, string>) =>
  request(said.replace(/<([a-z])>/g, (_, speaker: string) => ids.get(speaker)!));

function request(said: string): Buffer {
  if (said.startsWith('inline: ')) return Buffer.from(`${said.slice('inline: '.length)}\r\n`);
  if (said.startsWith('raw: ')) return Buffer.concat(splitWords(said.slice('raw: '.length)));
  return multibulk(splitWords(said));
}
