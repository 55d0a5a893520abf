import { type Reply, reads, type Server, Structure, structure, t, verbatim } from 'memo';
import { automaton } from './lolwut/automaton';

/** So wide and high, unless told. */
const COLUMNS = 64;
const ROWS = 16;
/** Nobody has a larger screen. */
const MOST = 1000;

/** A side of the drawing: the nearest to what is asked for that can be drawn. */
const side = (asked: number | undefined, otherwise: number) =>
  Math.max(1, Math.min(MOST, asked ?? otherwise));

function numberIn(word: string): number | undefined {
  const number = parseInt(word, 10);
  return Number.isNaN(number) ? undefined : number;
}

/** Something to look at. */
@structure()
export class LolwutCommands extends Structure {
  @reads(
    'A drawing, and the version: LOLWUT VERSION 1 columns rows rule.',
    { since: '5.0.0', group: 'server', flags: ['fast'] },
    t.optional(t.keyword('VERSION', t.int('version'))),
    t.rest(t.text('parameter', { undocumented: true }), { optional: true }),
  )
  static LOLWUT(server: Server, _version: number | undefined, ...parameters: string[]): Reply {
    const [columns, rows, rule] = parameters.map(numberIn);
    const drawing = automaton({
      columns: side(columns, COLUMNS),
      rows: side(rows, ROWS),
      rule: rule ?? Math.floor(server.random() * 256),
      random: () => server.random(),
    });
    const { version, compatibleVersion } = server.memo;
    return verbatim(`${drawing}\nMemo ver. ${version}, Redis ver. ${compatibleVersion}\n`);
  }
}
