import { Conversation } from '../../support/conversation';
import { serving } from '../../support/serving';

let now = 1_700_000_000_000;
const server = serving({ clock: { now: () => now } });

const lines = async (...words: string[]) => {
  const text = String(await server.client.call('CLIENT', 'LIST', ...words));
  return text.split('\n').slice(0, -1).map(fieldsOf);
};

const fieldsOf = (line: string) =>
  Object.fromEntries(
    line
      .trim()
      .split(' ')
      .map((field) => field.split(/=(.*)/, 2) as [string, string]),
  );

describe('CLIENT LIST', () => {
  it('has a line for each connection, the same as CLIENT INFO of it', async () => {
    const other = server.another();
    await other.client('SETNAME', 'other');
    await other.select(2);
    const told = fieldsOf(await other.client('INFO'));
    const [mine, theirs] = await lines();
    expect(mine).toMatchObject({ db: '0', cmd: 'client|list', name: '' });
    expect(theirs).toEqual({ ...told, 'argv-mem': '0', 'tot-mem': '0' });
    expect(theirs).toMatchObject({ name: 'other', db: '2', user: 'default', cmd: 'client|info' });
  });

  it('lists some by their numbers, in the order asked for', async () => {
    const other = server.another();
    const ids = [await other.client('ID'), await server.client.client('ID')].map(String);
    expect((await lines('ID', ...ids, '99999')).map(({ id }) => id)).toEqual(ids);
    expect(await lines('ID', '99999')).toEqual([]);
  });

  it('knows no other types than normal connections', async () => {
    expect((await lines('TYPE', 'normal')).length).toBeGreaterThan(0);
    expect(await lines('TYPE', 'PUBSUB')).toEqual([]);
  });

  it.each([
    [['TYPE', 'strange'], "ERR Unknown client type 'strange'"],
    [['ID', 'x'], 'ERR Invalid client ID'],
    [['ID'], 'ERR syntax error'],
    [['TYPE', 'normal', 'ID', '1'], 'ERR syntax error'],
    [['ALL'], 'ERR syntax error'],
  ])('%j is refused', async (words, message) => {
    expect(await server.refusal('CLIENT', 'LIST', ...words)).toBe(message);
  });

  it('forgets a connection that has gone', async () => {
    const other = await Conversation.open(server.memo.port);
    const id = (await other.say('CLIENT', 'ID')).toString().slice(1, -2);
    expect(await lines('ID', id)).toHaveLength(1);
    other.close();
    while ((await lines('ID', id)).length > 0) await server.client.ping();
  });
});

describe('CLIENT INFO', () => {
  it('tells addresses, age and idle time', async () => {
    const other = server.another();
    await other.ping();
    now += 5000;
    await other.ping();
    now += 3000;
    const id = String(await other.client('ID'));
    now += 2000;
    const [told] = await lines('ID', id);
    expect(told).toMatchObject({ id, age: '10', idle: '2', laddr: `127.0.0.1:${server.memo.port}` });
    expect(told?.addr).toMatch(/^127\.0\.0\.1:\d+$/);
  });

  it('tells which protocol the connection speaks', async () => {
    const other = server.another();
    for (const protocol of ['2', '3']) {
      await other.call('HELLO', protocol);
      expect(fieldsOf(await other.client('INFO')).resp).toBe(protocol);
    }
  });
});
