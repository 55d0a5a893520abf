import { reads, serves, Structure, structure, t, writes, type Server } from '../../../lib/index';
import { FIFO } from '../../../structures/fifo';
import { serving } from '../../support/serving';

/** Notes in the order they were written. */
@structure()
class Notes extends Structure {
  private readonly notes: string[] = [];

  @writes(
    'Write a note.',
    { complexity: 'O(1)', since: '1.2.0', flags: ['denyoom', 'fast'] },
    t.text('text'),
    t.options({
      stars: t.keyword('STARS', t.int('stars', { min: 1, max: 5 })),
      order: t.oneOf('order', 'FIRST', t.keyword('BEHIND', t.text('note'))),
      pinned: t.flag('PINNED'),
    }),
  )
  NOTE(text: string, _options: object) {
    return this.notes.push(text);
  }

  @reads('Take nothing.')
  POP() {
    return null;
  }

  @serves(
    'Copy notes from other places.',
    t.counted('numkeys', t.key()),
    t.pairs(t.text('from'), t.float('weight')),
  )
  static async 'NOTES MERGE'(_server: Server, keys: readonly string[]) {
    return keys.length;
  }

  isEmpty() {
    return this.notes.length === 0;
  }
}

/** As in plain JavaScript, which need not declare anything. */
class Plain extends Structure {
  static PLAINADD(_server: Server, key: string, ...values: string[]) {
    return [key, ...values];
  }
}

describe('MEMO DOCS', () => {
  const { say, refusal } = serving({ structures: [FIFO, Notes, Plain] });

  it('has no line for a summary that there is not', async () => {
    expect(await say('MEMO', 'DOCS', 'PLAINADD')).toEqual([
      'PLAINADD <key> [<values> [<values> ...]]',
      '    key: key',
      '    values: text, any number',
      '    Class Plain',
      '    writes',
    ]);
  });

  it('tells how a command is used', async () => {
    expect(await say('MEMO', 'DOCS', 'fifoadd')).toEqual([
      'FIFOADD <key> <value> [<value> ...]',
      '    Append values; creates the queue when the key is absent or expired.',
      '    key: key',
      '    value: text, one or more',
      '    Class FIFO',
      '    writes',
    ]);
  });

  it('tells what words may be, of options too, and what is known beside them', async () => {
    expect(await say('MEMO', 'DOCS', 'NOTE')).toEqual([
      'NOTE <key> <text> [STARS <stars>] [FIRST|BEHIND <note>] [PINNED]',
      '    Write a note.',
      '    key: key',
      '    text: text',
      '    STARS: integer from 1 to 5, optional',
      '    order: FIRST or BEHIND, optional',
      '    BEHIND: text',
      '    PINNED: flag',
      '    Class Notes, on a value of the type notes: an absent key reads as empty',
      '    writes; O(1); since 1.2.0; denyoom; fast',
    ]);
  });

  it('tells of each class that has the command', async () => {
    const lines = (await say('MEMO', 'DOCS', 'POP')) as string[];
    expect(lines.filter((line) => line.includes('Class'))).toEqual([
      '    Class FIFO, on a value of the type fifo: the key must exist',
      '    Class Notes, on a value of the type notes: an absent key reads as empty',
    ]);
  });

  it('tells of several, of sub-commands by both words, and of what has some', async () => {
    const lines = (await say('MEMO', 'DOCS', 'NOTES', 'MERGE', 'dbsize', 'notes')) as string[];
    expect(lines.slice(0, 6)).toEqual([
      'NOTES MERGE <numkeys> <key> [<key> ...] <from> <weight> [<from> <weight> ...]',
      '    Copy notes from other places.',
      '    numkeys: integer, at least 1',
      '    key: key, one or more',
      '    from: text, one or more',
      '    weight: number, one or more',
    ]);
    expect(lines).toContain('    async; movablekeys');
    expect(lines).toContain('DBSIZE');
    expect(lines.at(-1)).toBe('NOTES has the sub-commands NOTES HELP, NOTES MERGE.');
  });

  it('knows each command that there is', async () => {
    for (const name of (await say('COMMAND', 'LIST')) as string[])
      expect(await say('MEMO', 'DOCS', name)).toContainEqual(expect.stringMatching(/^[A-Z]/));
  });

  it('refuses a name that nobody has, and tells nothing of the others then', async () => {
    expect(await refusal('MEMO', 'DOCS', 'GET', 'nonsense')).toBe("ERR there is no command 'nonsense'");
    expect(await refusal('MEMO', 'DOCS')).toBe("ERR wrong number of arguments for 'memo|docs' command");
  });
});
