import { CommandError, Structure, serves, structure, t, writes, type Server } from '../../../lib/index';
import { serving } from '../../support/serving';

@structure()
class Shelf extends Structure {
  books: string[] = [];

  isEmpty() {
    return this.books.length === 0;
  }

  @writes('Puts a book on the shelf.', t.text('title'))
  SHELVE(title: string) {
    if (title === '') throw new CommandError('NAMELESS a book has a title');
    if (this.books.includes(title)) return this.server.unchanged(0);
    return this.books.push(title);
  }

  @writes('Takes the last book.')
  LEND() {
    return this.books.pop();
  }

  @writes('Puts books on shelves that are lent for a while.', t.rest(t.key(), { optional: true }))
  static LIBRARY(server: Server, ...keys: string[]) {
    for (const key of keys) {
      server.open(Shelf, key).books.push('Moby Dick');
      server.expire(key, 100);
    }
  }

  @writes(
    'Copies titles.',
    {
      event: 'copied',
      keys: [
        ['RO', 'access'],
        ['OW', 'update'],
      ],
    },
    t.key('from'),
    t.key('to'),
  )
  static TRANSCRIBE(server: Server, from: string, to: string) {
    const { books } = server.open(Shelf, from);
    server.open(Shelf, to).books.push(...books);
    server.notify('read', from);
    server.notify('printed', Buffer.from(to), 'g');
  }

  @writes('Says nothing of what it does.', { event: false }, t.key())
  static HIDE(server: Server, key: string) {
    server.open(Shelf, key).books.push('a secret');
  }

  @serves('Plays two commands.', t.key())
  static SWAPBOOK(server: Server, key: string) {
    server.call('LEND', key);
    return server.call('SHELVE', key, 'Dune');
  }
}

describe('keyspace notifications of your own structures', () => {
  const { say, refusal, another } = serving({ structures: [Shelf] });

  /** What is notified from now on: the event and the key. */
  async function listen(types: string): Promise<() => Promise<string[]>> {
    await say('CONFIG', 'SET', 'notify-keyspace-events', types);
    const listener = another();
    const heard: string[] = [];
    listener.on('pmessage', (_pattern, channel: string, key: string) =>
      heard.push(`${channel.replace('__keyevent@0__:', '')} ${key}`),
    );
    await listener.psubscribe('__keyevent@*');
    return async () => {
      await listener.punsubscribe();
      return heard;
    };
  }

  it('are the names of its commands, on the keys that they name', async () => {
    const heard = await listen('Ed');
    await say('SHELVE', 'a', 'Emma');
    await say('LIBRARY', 'a', 'b');
    await say('LIBRARY');
    expect(await heard()).toEqual(['shelve a', 'library a', 'library b']);
  });

  it('come before what follows from them', async () => {
    const heard = await listen('EAn');
    await say('SHELVE', 'a', 'Emma');
    await say('LEND', 'a');
    await say('LIBRARY', 'b');
    expect(await heard()).toEqual(['new a', 'shelve a', 'lend a', 'del a', 'new b', 'library b', 'expire b']);
  });

  it('are none of what changed nothing, or was refused', async () => {
    await say('SHELVE', 'a', 'Emma');
    const heard = await listen('EA');
    await say('SHELVE', 'a', 'Emma');
    expect(await refusal('SHELVE', 'a', '')).toContain('NAMELESS');
    expect(await heard()).toEqual([]);
  });

  it('are as a command declares, and says', async () => {
    await say('SHELVE', 'a', 'Emma');
    const heard = await listen('EA');
    await say('TRANSCRIBE', 'a', 'b');
    await say('HIDE', 'c');
    expect(await heard()).toEqual(['copied b', 'read a', 'printed b']);
  });

  it('come from the commands that a command plays', async () => {
    await say('SHELVE', 'a', 'Emma');
    const heard = await listen('EA');
    await say('SWAPBOOK', 'a');
    expect(await heard()).toEqual(['lend a', 'del a', 'shelve a']);
  });

  it('are of the types that are asked for', async () => {
    const heard = await listen('Eg');
    await say('SHELVE', 'a', 'Emma');
    await say('TRANSCRIBE', 'a', 'b');
    await say('LEND', 'a');
    expect(await heard()).toEqual(['printed b', 'del a']);
    await say('CONFIG', 'SET', 'notify-keyspace-events', '');
  });
});
