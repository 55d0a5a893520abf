import Redis from 'ioredis';
import { SearchCache } from '../../structures/search-cache';
import type { Commit } from '../../lib/index';
import { Conversation } from '../support/conversation';
import { eventually } from '../support/eventually';
import { startMemo } from '../support/memo';

describe('SearchCache', () => {
  let server: Awaited<ReturnType<typeof startMemo>>;
  let client: Redis;
  let now = 1_700_000_000_000;
  const search = jest.fn<Promise<string[]>, [string, string, AbortSignal]>();

  beforeAll(async () => {
    SearchCache.search = search;
    server = await startMemo({ structures: [SearchCache], clock: { now: () => now } });
    client = new Redis(server.port);
  });

  afterAll(async () => {
    client.disconnect();
    await server.stop();
  });

  beforeEach(async () => {
    await client.flushall();
    search.mockReset();
  });

  it('searches once, and answers the same from then on', async () => {
    search.mockResolvedValue(['red', 'rot']);
    expect(await client.call('SEARCH', 'colors', 'r')).toEqual(['red', 'rot']);
    expect(await client.call('SEARCH', 'colors', 'r')).toEqual(['red', 'rot']);
    expect(search).toHaveBeenCalledTimes(1);
    expect(search).toHaveBeenCalledWith('colors', 'r', expect.any(AbortSignal));
  });

  it('keeps a search that finds nothing', async () => {
    search.mockResolvedValue([]);
    expect(await client.call('SEARCH', 'colors', 'x')).toEqual([]);
    expect(await client.call('SEARCH', 'colors', 'x')).toEqual([]);
    expect(search).toHaveBeenCalledTimes(1);
  });

  it('keeps more results than JavaScript takes parameters', async () => {
    const found = Array.from({ length: 200_000 }, (_, result) => String(result));
    search.mockResolvedValue(found);
    expect(await client.call('SEARCH', 'numbers', '*')).toEqual(found);
    expect(await client.call('SEARCH', 'numbers', '*')).toEqual(found);
    expect(search).toHaveBeenCalledTimes(1);
  });

  it('does not mix an index and a query that read alike together', async () => {
    search.mockImplementation((index, query) => Promise.resolve([`${index}|${query}`]));
    expect(await client.call('SEARCH', 'a', 'b:c')).toEqual(['a|b:c']);
    expect(await client.call('SEARCH', 'a:b', 'c')).toEqual(['a:b|c']);
  });

  it('searches again after 15 minutes', async () => {
    search.mockResolvedValue(['red']);
    await client.call('SEARCH', 'colors', 'r');
    now += 15 * 60 * 1000 - 1;
    await client.call('SEARCH', 'colors', 'r');
    expect(search).toHaveBeenCalledTimes(1);
    now += 2;
    await client.call('SEARCH', 'colors', 'r');
    expect(search).toHaveBeenCalledTimes(2);
  });

  it('keeps the results in one step', async () => {
    const commits: Commit[] = [];
    const stop = server.memo.changes.subscribe((commit) => commits.push(commit));
    search.mockResolvedValue(['red', 'rot']);
    await client.call('SEARCH', 'colors', 'r');
    stop();
    const names = commits.map(({ changes }) => changes.map(({ words }) => String(words[0])));
    expect(names).toEqual([['RPUSH', 'RPUSH', 'PEXPIREAT']]);
  });

  it('ends a search that nobody waits for any more; the next one begins again', async () => {
    search.mockReturnValueOnce(new Promise(() => undefined));
    const conversation = await Conversation.open(server.port);
    void conversation.say('SEARCH', 'colors', 'r').catch(() => undefined);
    await eventually(() => expect(search).toHaveBeenCalledTimes(1));
    search.mockResolvedValue(['red']);
    const answer = client.call('SEARCH', 'colors', 'r');
    conversation.close();
    expect(await answer).toEqual(['red']);
    expect(search.mock.calls.map(([, , signal]) => signal.aborted)).toEqual([true, false]);
  });

  it('does one search for a hundred equal ones at the same time', async () => {
    let finish: (found: string[]) => void = () => undefined;
    search.mockReturnValue(new Promise((resolve) => (finish = resolve)));
    const clients = Array.from({ length: 100 }, () => new Redis(server.port));
    const answers = clients.map((each) => each.call('SEARCH', 'colors', 'r'));
    await client.ping();
    while (search.mock.calls.length === 0) await client.ping();
    finish(['red']);
    expect(await Promise.all(answers)).toEqual(clients.map(() => ['red']));
    expect(search).toHaveBeenCalledTimes(1);
    for (const each of clients) each.disconnect();
  });

  it('serves others while a search goes on', async () => {
    let finish: (found: string[]) => void = () => undefined;
    search.mockReturnValue(new Promise((resolve) => (finish = resolve)));
    const slow = new Redis(server.port);
    const answer = slow.call('SEARCH', 'colors', 'r');
    expect(await client.set('a', '1')).toBe('OK');
    expect(await client.get('a')).toBe('1');
    while (search.mock.calls.length === 0) await client.ping();
    finish(['red']);
    expect(await answer).toEqual(['red']);
    slow.disconnect();
  });

  it('answers in the order of the requests of a connection', async () => {
    search.mockResolvedValue(['red']);
    const replies = await client
      .pipeline()
      .call('SEARCH', 'colors', 'r')
      .ping()
      .set('a', '1')
      .get('a')
      .exec();
    expect(replies).toEqual([
      [null, ['red']],
      [null, 'PONG'],
      [null, 'OK'],
      [null, '1'],
    ]);
  });

  it('keeps nothing of a search that fails, and says so', async () => {
    search.mockRejectedValueOnce(new Error('the index is down'));
    await expect(client.call('SEARCH', 'colors', 'r')).rejects.toThrow(
      'ERR internal error in SearchCache.SEARCH: the index is down',
    );
    search.mockResolvedValue(['red']);
    expect(await client.call('SEARCH', 'colors', 'r')).toEqual(['red']);
  });
});
