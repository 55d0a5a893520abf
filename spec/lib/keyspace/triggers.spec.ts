import {
  CommandError,
  OK,
  on,
  reads,
  serves,
  Structure,
  structure,
  t,
  writes,
  type Commit,
  type Server,
} from '../../../lib/index';
import { Keyspace } from '../../../lib/keyspace/keyspace';
import { eventually } from '../../support/eventually';
import { keyspaceOf } from '../../support/kept-server';
import { expectReplaySafe } from '../../../lib/testing';
import { serving } from '../../support/serving';

let now = 1_700_000_000_000;

/** What triggers have seen. */
const seen: string[] = [];

@structure()
class Watcher extends Structure {
  @on('set', 'del', 'expired', 'rename_to', 'shout', 'watched:*')
  static see(server: Server, key: string, event: string) {
    seen.push(`${event} ${key} ${String(server.call('GET', key))}`);
  }

  @on('set', 'counted:*')
  static count(server: Server, key: string) {
    server.call('INCR', `${key}:count`);
    server.call('HSET', 'last', 'key', key, 'chance', server.random());
  }

  @on('expired', 'session:*')
  static end(server: Server, key: string) {
    server.call('RPUSH', 'ended', key);
  }

  @on('set', 'chain:*')
  static goOn(server: Server, key: string) {
    const [, number] = key.split(':');
    server.call('SET', `chain:${Number(number) + 1}`, 'next');
  }

  @on('set', 'broken:?')
  static fail(server: Server, key: string) {
    server.call('SET', `${key}:before`, 'done');
    server.publish('news', 'never heard');
    throw new Error('it fell');
  }

  @on('set', 'broken:?')
  static goOnAfter(server: Server, key: string) {
    server.call('SET', `${key}:after`, 'done');
  }

  @on('set', 'opens:*')
  static open(server: Server, key: string) {
    server.open(Watcher, key);
  }

  @on('set', 'writes:*')
  static write(server: Server, key: string) {
    server.entry(key).delete();
  }

  @on('set', 'promises:*')
  static promise() {
    return Promise.reject(new Error('nobody waits'));
  }

  @on('set', 'view:*')
  static overwrite(server: Server, key: string) {
    server.call('SETRANGE', key, 0, 'x'.repeat(9));
  }

  @on('expired', 'queue:*')
  static refill(server: Server, key: string) {
    server.call('RPUSH', key, 'a job');
  }

  @writes('Sets a key, and others.', t.key(), t.rest(t.key('other')))
  static SETALL(server: Server, key: string, ...others: string[]) {
    for (const each of [key, ...others]) server.call('SET', each, String(server.random()));
    return OK;
  }

  @writes('Sets a key, and refuses.', t.key())
  static SETNOT(server: Server, key: string) {
    server.call('SET', key, 'x');
    throw new CommandError('ERR no');
  }

  @serves('Sets a key twice, between which others may do something.', t.key())
  static async SETLATE(server: Server, key: string) {
    server.call('SET', key, 'first');
    await Promise.resolve();
    server.call('SET', key, 'second');
    return OK;
  }

  @serves('Sets a key if nobody changes it meanwhile.', t.key())
  static async SETCAREFULLY(server: Server, key: string) {
    return server.attempt(async (attempt) => {
      attempt.call('GET', key);
      await Promise.resolve();
      return attempt.commit([
        ['SET', key, 'x'],
        ['DEL', key],
      ]);
    });
  }

  @writes('Tells of something of its own.', { event: false }, t.key())
  static SHOUT(server: Server, key: string) {
    server.notify('shout', key);
    return OK;
  }
}

/** What one of its commands did that throws is undone. */
@structure({ atomic: true })
class Safe extends Structure {
  @writes('Sets a key, and throws.', t.key())
  static SPOIL(server: Server, key: string) {
    server.call('SET', key, 'x');
    throw new Error('spoilt');
  }

  @on('set', 'safe:*')
  static spoil(server: Server, key: string) {
    server.play('SPOIL', `watched:${key}`);
    server.call('SET', 'watched:after', 'x');
  }
}

const context = serving({ structures: [Watcher, Safe], clock: { now: () => now } });
const { say, faults } = context;

beforeEach(() => {
  seen.length = 0;
  // What has expired is met by those who look for it.
  context.memo.maintenance.expires = false;
});

describe('A trigger', () => {
  it('reacts to the events that it names, of keys that match, in the order in which they happen', async () => {
    await say('SET', 'watched:a', '1');
    await say('SET', 'other', '1');
    await say('APPEND', 'watched:a', '1');
    await say('RENAME', 'watched:a', 'watched:b');
    await say('DEL', 'watched:b', 'other');
    expect(seen).toEqual(['set watched:a 1', 'rename_to watched:b 11', 'del watched:b null']);
  });

  it('reacts at the end of what a client has sent: a transaction, or a command with all that it plays', async () => {
    await context.client.multi().set('watched:a', '1').set('watched:a', '2').del('watched:a').exec();
    expect(seen).toEqual(['set watched:a null', 'set watched:a null', 'del watched:a null']);
    seen.length = 0;
    await say('SETALL', 'watched:a', 'watched:b');
    expect(seen).toEqual([
      `set watched:a ${String(await say('GET', 'watched:a'))}`,
      `set watched:b ${String(await say('GET', 'watched:b'))}`,
    ]);
  });

  it('reacts after each command that an async one plays, or all that it commits,', async () => {
    await say('SETLATE', 'watched:a');
    expect(seen).toEqual(['set watched:a first', 'set watched:a second']);
    seen.length = 0;
    await say('SETCAREFULLY', 'watched:b');
    expect(seen).toEqual(['set watched:b null', 'del watched:b null']);
  });

  it('reacts to what a command has done that refuses in the end', async () => {
    await expect(say('SETNOT', 'watched:a')).rejects.toThrow('ERR no');
    expect(seen).toEqual(['set watched:a x']);
  });

  it('does not react to what is undone, or to a dry run', async () => {
    await expect(say('SPOIL', 'watched:a')).rejects.toThrow('spoilt');
    await say('MEMO', 'TRACE', 'SET', 'watched:a', 'x');
    expect(seen).toEqual([]);
    await say('SET', 'safe:a', 'x');
    expect(seen).toEqual(['set watched:after x']);
  });

  it("reacts to a command's own events", async () => {
    await say('SHOUT', 'watched:a');
    expect(seen).toEqual(['shout watched:a null']);
  });

  it('reacts to what expires, be it met by a command or not', async () => {
    await say('SET', 'session:1', 'x', 'PX', 10);
    await say('SET', 'session:2', 'x', 'PX', 10);
    now += 20;
    expect(await say('GET', 'session:1')).toBeNull();
    expect(await say('LRANGE', 'ended', 0, -1)).toEqual(['session:1']);
    keyspaceOf(context.memo).maintain(1000);
    expect(await say('LRANGE', 'ended', 0, -1)).toEqual(['session:1', 'session:2']);
  });

  it('reacts in the database where it happens, wherever that is by then', async () => {
    await context.client.multi().select(3).set('counted:a', '1').swapdb(3, 4).select(0).exec();
    await say('SELECT', 4);
    expect(await say('GET', 'counted:a:count')).toBe('1');
    await say('SELECT', 0);
  });

  it('lets subscribers hear what they would without it', async () => {
    await say('CONFIG', 'SET', 'notify-keyspace-events', 'KEA');
    const other = context.another();
    const heard: string[] = [];
    other.on('pmessage', (_, channel: string, event: string) =>
      heard.push(`${channel.split(':')[1]} ${event}`),
    );
    await other.psubscribe('__keyspace@0__:*');
    await say('SET', 'counted:a', '1');
    await eventually(() => expect(heard).toHaveLength(3));
    expect(heard).toEqual(['counted set', 'counted incrby', 'last hset']);
    await say('CONFIG', 'SET', 'notify-keyspace-events', '');
    await say('SET', 'counted:a', '1');
    expect(await say('GET', 'counted:a:count')).toBe('2');
    other.disconnect();
  });

  it('does not change what the command has answered', async () => {
    await say('SET', 'view:a', 'original');
    expect(await say('GET', 'view:a')).toBe('xxxxxxxxx');
    expect(await say('SET', 'view:a', 'new', 'GET')).toBe('xxxxxxxxx');
    expect(await say('GET', 'view:a')).toBe('xxxxxxxxx');
  });

  it('serves who begins to wait in the same turn', async () => {
    await say('RPUSH', 'queue:a', 'x');
    await say('PEXPIRE', 'queue:a', 10);
    now += 20;
    expect(await say('BLPOP', 'queue:a', 0)).toEqual(['queue:a', 'a job']);
  });
});

describe('Triggers that set off one another', () => {
  it('are stopped after eight; what was done until then stays', async () => {
    const { failed } = context.memo.triggers;
    await say('SET', 'chain:0', 'first');
    expect(await say('EXISTS', 'chain:8', 'chain:9')).toBe(1);
    expect(faults).toEqual(["8 triggers set off one another, and it would be the next, by set of 'chain:8'"]);
    expect(context.memo.triggers.failed - failed).toBe(1);
  });
});

describe('A trigger that fails', () => {
  it('is logged and counted; the command stands, and what it played before, and others that react', async () => {
    const { run, failed } = context.memo.triggers;
    expect(await say('SET', 'broken:a', '1')).toBe('OK');
    expect(await say('EXISTS', 'broken:a', 'broken:a:before', 'broken:a:after')).toBe(3);
    expect(faults).toEqual(['it fell']);
    expect(context.memo.triggers.run - run).toBe(2);
    expect(context.memo.triggers.failed - failed).toBe(1);
  });

  it.each([
    ['opens:a', 'server.open in a @serves command: it touches data by playing commands'],
    ['writes:a', 'only a @writes command changes data; others play one'],
    ['promises:a', 'it answered a promise, but a trigger is part of the turn that it reacts to'],
  ])('as it does what it may not: %s', async (key, message) => {
    expect(await say('SET', key, '1')).toBe('OK');
    expect(faults).toEqual([message]);
  });
});

describe('The log', () => {
  it('has what triggers play behind the command, in its transaction', async () => {
    const commits: Commit[] = [];
    const stop = context.memo.changes.subscribe((commit) => commits.push(commit));
    await say('SETALL', 'counted:a', 'b');
    stop();
    const [commit] = commits;
    expect(commits).toHaveLength(1);
    expect(commit!.changes.map(({ words: [name, key] }) => `${String(name)} ${String(key)}`)).toEqual([
      'SETALL counted:a',
      'INCR counted:a:count',
      'HSET last',
    ]);
  });

  it('makes the same again, without them', async () => {
    await expectReplaySafe(Watcher, [
      'SET counted:a 1',
      'SETALL counted:a counted:b b counted:c',
      'SET chain:0 x',
      'SET session:a x PX 1000',
      'GET session:a',
      'GET session:a',
      'SETNOT counted:d',
      'SETLATE counted:e',
      'MULTI',
      'SPOP none',
      'SET counted:f 1',
      'SETALL counted:g counted:h',
      'SADD set a b c d e f',
      'SPOP set 2',
      'EXEC',
    ]);
  });
});

describe('on()', () => {
  const register = (Class: new () => Structure) => {
    new Keyspace({ databases: 1, clock: { now: () => 0 }, onFault: () => undefined }).register(Class);
  };

  it('takes a pattern behind its events', () => {
    expect(() => (on as (...words: string[]) => unknown)('set')).toThrow(
      'on() takes events and a pattern of keys',
    );
  });

  it('takes no event of a read', () => {
    expect(() => on('keymiss', '*')).toThrow('a trigger reacts to changes');
  });

  it('declares triggers of plain JavaScript, in a class that need have no command', () => {
    class Plain extends Structure {
      static readonly triggers = { see: on('set', '*') };
      static see() {}
    }
    expect(() => register(Plain)).not.toThrow();
  });

  it.each([
    ['Odd.triggers.see is none of on()', { see: 1 }],
    ['Odd.triggers declares look, but there is no such static method', { look: on('set', '*') }],
    ['Odd.wait is async', { wait: on('set', '*') }],
  ])('is told what is none: %s', (message, triggers) => {
    class Odd extends Structure {
      static readonly triggers = triggers;
      static see() {}
      static async wait() {
        await Promise.resolve();
      }
      @reads('Nothing.')
      static NOTHING() {
        return null;
      }
    }
    expect(() => register(Odd)).toThrow(message);
  });
});
