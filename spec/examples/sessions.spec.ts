import { Sessions } from '../../examples/sessions';
import { expectReplaySafe } from '../../lib/testing';
import { serving } from '../support/serving';

describe('A session store', () => {
  let now = 1_700_000_000_000;
  const context = serving({ structures: [Sessions], clock: { now: () => now } });
  const { say } = context;
  const login = async (...words: number[]) => String(await say('LOGIN', 'ada', ...words));

  it('begins a session, and remembers what it is told', async () => {
    const id = await login(100);
    expect(id).toMatch(/^[\da-f-]{36}$/);
    expect(await say('SESSION', 'ada', id)).toEqual([]);
    expect(await say('REMEMBER', 'ada', id, 'cart', 3, 'language', 'en')).toBe(1);
    expect(await say('SESSION', 'ada', id)).toEqual(['cart', '3', 'language', 'en']);
    expect(await say('REMEMBER', 'ada', 'another', 'cart', 3)).toBe(0);
    expect(await say('SESSION', 'bob', id)).toBeNull();
  });

  it('ends it when it was not used', async () => {
    const [used, unused] = [await login(100), await login(100)];
    now += 60_000;
    await say('SESSION', 'ada', used);
    now += 60_000;
    expect(await say('SESSION', 'ada', unused)).toBeNull();
    expect(await say('SESSION', 'ada', used)).toEqual([]);
    expect(await say('PTTL', 'ada')).toBe(100_000);
    now += 100_001;
    expect(await say('EXISTS', 'ada')).toBe(0);
  });

  it('logs nothing of a use that hardly moves the end', async () => {
    const id = await login(100);
    const heard: unknown[] = [];
    const stop = context.memo.changes.subscribe((commit) => heard.push(commit));
    now += 9_999;
    await say('SESSION', 'ada', id);
    expect(heard).toEqual([]);
    now += 1;
    await say('SESSION', 'ada', id);
    expect(heard).toHaveLength(1);
    stop();
  });

  it('has so many devices at most: the oldest is logged out', async () => {
    const [first, second, third] = [await login(100, 2), await login(100, 2), await login(100, 2)];
    expect(await say('SESSION', 'ada', first)).toBeNull();
    expect(await say('DEVICES', 'ada')).toEqual([second, 100_000, third, 100_000]);
  });

  it('logs out one, or all', async () => {
    const [first, second] = [await login(100), await login(100)];
    expect([await say('LOGOUT', 'ada', first), await say('LOGOUT', 'ada', first)]).toEqual([1, 0]);
    expect(await say('SESSION', 'ada', second)).toEqual([]);
    expect(await say('LOGOUT', 'ada', second)).toBe(1);
    expect(await say('EXISTS', 'ada')).toBe(0);
    await login(100);
    await say('DEL', 'ada');
    expect(await say('DEVICES', 'ada')).toEqual([]);
  });

  it('comes out the same when it is replayed, ids too', () =>
    expectReplaySafe(Sessions, [
      'LOGIN ada 1',
      'LOGIN ada 100',
      'LOGIN ada 50 2',
      'SESSION ada nobody',
      'LOGIN bob 3',
    ]));
});
