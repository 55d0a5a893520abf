import { atOnce } from '../../../lib/durability/slices';
import {
  CommandError,
  OK,
  on,
  packed,
  reads,
  type Server,
  serves,
  Structure,
  structure,
  type StructureClass,
  t,
  unpack,
  writes,
} from '../../../lib/index';
import { Replacement } from '../../../lib/keyspace/replacement';
import { Trial } from '../../../lib/keyspace/trial';
import { newDictionary } from '../../../lib/keyspace/value-dictionary';
import { sourceHash } from '../../../lib/source-hash';
import { keyspaceOf } from '../../support/kept-server';
import { serving } from '../../support/serving';

/** The first source of the classes. */
function first() {
  @structure()
  class Jar extends Structure {
    items: string[] = [];

    @writes('Puts items in.', t.key(), t.rest(t.text('item')))
    static JARADD(server: Server, key: string, ...items: string[]) {
      return server.open(Jar, key).items.push(...items);
    }

    @writes('Takes the last item; waits for one.', { flags: ['blocking'] }, t.key(), t.timeout())
    static JARTAKE(server: Server, key: string, timeout: number) {
      return server.find(Jar, key)?.items.pop() ?? server.wait(timeout);
    }

    @reads('What there is.')
    CONTENT(): string {
      return `first: ${this.items.join()}`;
    }

    @writes('Sorts them.')
    TIDY() {
      this.items.sort();
      return OK;
    }

    @reads('Is there in the first source only.')
    OLD() {
      return 'old';
    }

    @serves('Awaits a signal, then plays a command.', t.key())
    static async JARLATE(server: Server, key: string) {
      await signal;
      return `first, ${String(server.call('CONTENT', key))}`;
    }
  }

  @structure()
  class Gauge extends packed({ level: 'float64' }) {
    @writes('Sets it.', t.key(), t.float('level'))
    static GAUGE(server: Server, key: string, level: number) {
      server.open(Gauge, key).level = level;
      return OK;
    }

    @reads('The level.')
    LEVEL() {
      return this.level;
    }
  }

  return { Jar, Gauge };
}

/** The second one: a jar counts its items, a gauge has two numbers. */
function second() {
  @structure()
  class Jar extends Structure {
    static readonly version = 1;
    counts = new Map<string, number>();

    static upgrade({ items }: { items: string[] }) {
      if (items.includes('poison')) throw new CommandError('ERR it was poisoned');
      return { counts: new Map(items.map((item) => [item, items.filter((each) => each === item).length])) };
    }

    @writes('Puts items in.', t.key(), t.rest(t.text('item')))
    static JARADD(server: Server, key: string, ...items: string[]) {
      const { counts } = server.open(Jar, key);
      for (const item of items) counts.set(item, (counts.get(item) ?? 0) + 1);
      return counts.size;
    }

    @writes('Takes any item; waits for one.', { flags: ['blocking'] }, t.key(), t.timeout())
    static JARTAKE(server: Server, key: string, timeout: number) {
      const jar = server.find(Jar, key);
      const [item] = jar?.counts.keys() ?? [];
      if (item === undefined) return server.wait(timeout);
      jar!.counts.delete(item);
      return `second: ${item}`;
    }

    @reads('What there is.')
    CONTENT(): string {
      return `second: ${[...this.counts].join(' ')}`;
    }

    @reads('Needs no sorting.')
    TIDY() {
      return OK;
    }

    @reads('Is there in the second source only.')
    FRESH() {
      return 'fresh';
    }
  }

  @structure()
  class Gauge extends packed({ level: 'float64', most: 'float64' }) {
    static readonly version: number = 1;

    static upgrade(bytes: Buffer) {
      const { level } = unpack(bytes, { level: 'float64' });
      return { level, most: level };
    }

    @writes('Sets it.', t.key(), t.float('level'))
    static GAUGE(server: Server, key: string, level: number) {
      const gauge = server.open(Gauge, key);
      gauge.level = level;
      gauge.most = Math.max(gauge.most, level);
      return OK;
    }

    @reads('The level, and the highest there was.')
    LEVEL() {
      return [this.level, this.most];
    }
  }

  return { Jar, Gauge };
}

/** A class with an alarm and a trigger. */
function withEgg() {
  @structure()
  class Egg extends Structure {
    private isBoiled = false;

    @writes('Boils it for so many seconds.', t.key(), t.int('seconds'))
    static BOIL(server: Server, key: string, seconds: number) {
      server.open(Egg, key).alarm(seconds, 'BOILED');
      return OK;
    }

    @writes('It is boiled.')
    BOILED() {
      this.isBoiled = true;
    }

    @on('set', 'egg:*')
    static count(server: Server) {
      server.call('INCR', 'eggs');
    }
  }
  return Egg;
}

let signal: Promise<void>;
let giveSignal: () => void;

const server = serving({ structures: Object.values(first()) });
const { say, refusal } = server;

const replacementBy = (classes: readonly StructureClass[]) =>
  new Replacement(
    keyspaceOf(server.memo),
    classes.map((Class) => ({ Class, sourceHash: sourceHash(Class), file: undefined })),
  );

/** Tries all values, and puts the classes in the place of those that there are. */
function replaceBy(...classes: readonly StructureClass[]) {
  const replacement = replacementBy(classes);
  const trial = new Trial(keyspaceOf(server.memo), replacement);
  trial.begin();
  try {
    atOnce(trial.all());
    atOnce(trial.changes());
  } finally {
    trial.end();
  }
  const differences = replacement.differences();
  replacement.apply();
  return differences;
}

const sweep = () => {
  const { classes, databases } = keyspaceOf(server.memo);
  return atOnce(classes.former.sweep(databases));
};

beforeEach(() => {
  replaceBy(...Object.values(first()));
  sweep();
  signal = new Promise((resolve) => (giveSignal = resolve));
});

describe('Classes that come in the place of others', () => {
  it('have their values, upgraded', async () => {
    await say('JARADD', 'jar', 'a', 'b', 'a');
    await say('GAUGE', 'gauge', '3');
    replaceBy(...Object.values(second()));
    expect(await say('CONTENT', 'jar')).toBe('second: a,2 b,1');
    expect(await say('JARADD', 'jar', 'c')).toBe(3);
    expect(await say('LEVEL', 'gauge')).toEqual([3, 3]);
    await say('GAUGE', 'gauge', '2');
    expect(await say('LEVEL', 'gauge')).toEqual([2, 3]);
  });

  it('have them whether somebody asks first, or the sweep comes by', async () => {
    for (const key of ['{1}asked', '{1}swept']) await say('JARADD', key, 'a', 'b');
    replaceBy(...Object.values(second()));
    await say('CONTENT', '{1}asked');
    expect(sweep()).toEqual([]);
    expect(keyspaceOf(server.memo).classes.former.isEmpty).toBe(true);
    const [asked, swept] = await Promise.all([
      server.client.dumpBuffer('{1}asked'),
      server.client.dumpBuffer('{1}swept'),
    ]);
    expect(swept).toEqual(asked);
  });

  it('leave the values of others, and keys, expiries and databases as they are', async () => {
    await say('SET', 'text', 'a');
    await say('JARADD', 'jar', 'a');
    await say('PEXPIREAT', 'jar', 4102444800000);
    await say('COPY', 'jar', 'jar', 'DB', 5);
    replaceBy(...Object.values(second()));
    sweep();
    expect(await say('PEXPIRETIME', 'jar')).toBe(4102444800000);
    expect(await say('GET', 'text')).toBe('a');
    expect(await say('DBSIZE')).toBe(2);
    await say('SELECT', 5);
    expect(await say('CONTENT', 'jar')).toBe('second: a,1');
    await say('SELECT', 0);
  });

  it.each(['RENAME', 'COPY', 'DUMP'])('have them as well where %s is what comes first', async (command) => {
    await say('JARADD', 'jar', 'a');
    await say('GAUGE', 'gauge', '3');
    replaceBy(...Object.values(second()));
    if (command === 'DUMP') {
      await server.client.restore('other', 0, (await server.client.dumpBuffer('jar')) as unknown as string);
    } else {
      await say(command, 'jar', 'other');
      await say(command, 'gauge', 'another');
      expect(await say('LEVEL', 'another')).toEqual([3, 3]);
    }
    expect(await say('CONTENT', 'other')).toBe('second: a,1');
  });

  it('are not looked for where a command has put another dictionary meanwhile, as a flush does that may be undone', async () => {
    await say('JARADD', 'jar', 'a');
    replaceBy(...Object.values(second()));
    const { classes, databases } = keyspaceOf(server.memo);
    const { dictionary } = databases[0]!;
    const scan = jest.spyOn(dictionary, 'scan');
    const sweeping = classes.former.sweep(databases);
    // The first step behind the whole scan would visit the value.
    while (scan.mock.results.at(-1)?.value !== 0) sweeping.next();
    databases[0]!.exchange(newDictionary());
    await say('SET', 'text', 'x');
    expect(atOnce(sweeping)).toEqual([]);
    expect(await say('GET', 'text')).toBe('x');
  });

  it('tell what is other than before', () => {
    expect(replaceBy(...Object.values(second()))).toEqual({
      commandsAdded: ['FRESH'],
      commandsRemoved: ['JARLATE', 'OLD'],
      classesAdded: [],
      classesRemoved: [],
      classesChanged: ['Jar', 'Gauge'],
      classesUpgraded: [
        { name: 'Jar', from: 0, to: 1 },
        { name: 'Gauge', from: 0, to: 1 },
      ],
    });
  });

  it('are told of by COMMAND', async () => {
    replaceBy(...Object.values(second()));
    const docs = (await say('COMMAND', 'DOCS', 'jartake', 'fresh', 'old')) as unknown[];
    expect(JSON.stringify(docs)).toContain('Takes any item');
    expect(docs.filter((each) => typeof each === 'string')).toEqual(['jartake', 'fresh']);
    expect(await say('COMMAND', 'INFO', 'old')).toEqual([null]);
    const [[, , flags]] = (await say('COMMAND', 'INFO', 'tidy')) as [unknown[]];
    expect(flags).toEqual(['readonly']);
    expect(await refusal('OLD', 'jar')).toMatch(/^ERR unknown command 'OLD'/);
  });

  it('go on with the figures of their commands', async () => {
    await say('JARADD', 'jar', 'a');
    const before = server.memo.commands.get('JARADD')!.statistics.calls;
    replaceBy(...Object.values(second()));
    await say('JARADD', 'jar', 'a');
    expect(server.memo.commands.get('JARADD')!.statistics.calls).toBe(before + 1);
  });

  it('need no more ids, however often they come', () => {
    for (let times = 0; times < 10; times++) {
      const { Jar, Gauge } = times % 2 ? first() : second();
      replaceBy(Jar, Gauge);
      sweep();
    }
    const { commands } = keyspaceOf(server.memo);
    const builtIn = commands.structures.length - 2;
    expect(commands.structures.slice(-2).every(({ id }) => id < builtIn + 4)).toBe(true);
  });

  it('may be fewer: what there is of the others is kept, until they come back', async () => {
    await say('JARADD', 'jar', 'a');
    const { Jar, Gauge } = first();
    expect(replaceBy(Gauge).classesRemoved).toEqual(['Jar']);
    expect(await say('TYPE', 'jar')).toBe('jar');
    expect(await refusal('CONTENT', 'jar')).toMatch(/^ERR unknown command/);
    expect(await refusal('GET', 'jar')).toBe(
      'WRONGTYPE The value at the key is a Jar, and no structure of that name is loaded',
    );
    expect(replaceBy(Jar, Gauge).classesAdded).toEqual(['Jar']);
    expect(await say('CONTENT', 'jar')).toBe('first: a');
  });

  it('ring and react no more while they are gone, and again when they come back', async () => {
    const others = Object.values(first());
    replaceBy(...others, withEgg());
    await say('BOIL', 'egg', '3600');
    await say('SET', 'egg:1', 'x');
    const alarms = await say('MEMO', 'ALARMS', 'egg');
    expect([alarms, await say('GET', 'eggs')]).toEqual([[[expect.any(Number), 'BOILED']], '1']);
    replaceBy(...others);
    sweep();
    await say('SET', 'egg:1', 'x');
    expect([server.memo.alarms.pending, await say('GET', 'eggs')]).toEqual([0, '1']);
    replaceBy(...others, withEgg());
    sweep();
    await say('SET', 'egg:1', 'x');
    expect([server.memo.alarms.pending, await say('GET', 'eggs')]).toEqual([1, '2']);
    expect(await say('MEMO', 'ALARMS', 'egg')).toEqual(alarms);
  });

  it('may be a class that was gone, and is another one now', async () => {
    await say('JARADD', 'jar', 'a');
    replaceBy(first().Gauge);
    sweep();
    replaceBy(...Object.values(second()));
    sweep();
    expect(await say('CONTENT', 'jar')).toBe('second: a,1');
  });
});

describe('What runs while classes are replaced', () => {
  it('waits on, and runs the new code', async () => {
    const waiting = server.another().call('JARTAKE', 'jar', '0');
    await server.client.ping();
    while (keyspaceOf(server.memo).waiters.size === 0) await server.client.ping();
    replaceBy(...Object.values(second()));
    await say('JARADD', 'jar', 'a');
    expect(await waiting).toBe('second: a');
  });

  it('waits no longer for a command that is gone', async () => {
    const waiting = server.another().call('JARTAKE', 'jar', '0');
    while (keyspaceOf(server.memo).waiters.size === 0) await server.client.ping();
    replaceBy(first().Gauge);
    await expect(waiting).rejects.toThrow('ERR JARTAKE is no command any more');
  });

  it('has the new code run what a transaction has queued', async () => {
    await say('MULTI');
    const queued = [say('JARADD', 'jar', 'a', 'a'), say('CONTENT', 'jar'), say('OLD', 'jar')];
    expect(await Promise.all(queued)).toEqual(['QUEUED', 'QUEUED', 'QUEUED']);
    replaceBy(...Object.values(second()));
    const [added, content, old] = (await say('EXEC')) as unknown[];
    expect([added, content]).toEqual([1, 'second: a,2']);
    expect((old as Error).message).toMatch(/^ERR OLD is no command any more/);
  });

  it('ends on the old code what that has begun, and plays new commands', async () => {
    await say('JARADD', 'jar', 'a');
    const late = server.another().call('JARLATE', 'jar');
    while (keyspaceOf(server.memo).holds.idle) await server.client.ping();
    replaceBy(...Object.values(second()));
    giveSignal();
    expect(await late).toBe('first, second: a,1');
  });
});

describe('Classes that can not come in the place of others', () => {
  const refused = (...classes: StructureClass[]) => {
    try {
      replaceBy(...classes);
    } catch (error) {
      return (error as Error).message;
    }
    throw new Error('they did');
  };

  afterEach(async () => {
    await say('JARADD', 'after', 'a');
    expect(await say('CONTENT', 'after')).toBe('first: a');
  });

  it('have an upgrade that fails, for one value', async () => {
    for (let count = 0; count < 100; count++) await say('JARADD', `jar ${count}`, 'a');
    await say('JARADD', 'jar 50', 'poison');
    expect(refused(...Object.values(second()))).toBe(
      "the Jar at key 'jar 50' of database 0: Jar.upgrade of a value of version 0 failed: ERR it was poisoned",
    );
  });

  it('have it for one that was changed after it was tried', async () => {
    await say('JARADD', 'jar', 'a');
    const trial = new Trial(keyspaceOf(server.memo), replacementBy(Object.values(second())));
    trial.begin();
    atOnce(trial.all());
    await say('JARADD', 'jar', 'b');
    await say('JARADD', 'another', 'b');
    atOnce(trial.changes());
    expect(trial.count).toBe(3);
    await say('JARADD', 'jar', 'poison');
    expect(() => atOnce(trial.changes())).toThrow('poisoned');
    trial.end();
    await say('DEL', 'jar');
  });

  it('have no upgrade', async () => {
    await say('JARADD', 'jar', 'a');
    const { Jar } = second();
    Reflect.deleteProperty(Jar, 'upgrade');
    expect(refused(Jar)).toMatch(
      /the Jar at key 'jar' .* the registered one is of 1 and has no static upgrade/,
    );
  });

  it('have a field by another name, and the same version', async () => {
    await say('JARADD', 'jar', 'a');
    const { Jar } = second();
    Object.defineProperty(Jar, 'version', { value: 0 });
    Reflect.deleteProperty(Jar, 'upgrade');
    expect(refused(Jar)).toMatch(
      /the Jar at key 'jar' .*: fields of Jar have changed \(items is gone, counts is new\), but not its static version/,
    );
  });

  it('have bytes in another layout, and the same version', async () => {
    await say('GAUGE', 'gauge', '3');
    const { Jar, Gauge } = second();
    Object.defineProperty(Gauge, 'version', { value: 0 });
    Reflect.deleteProperty(Gauge, 'upgrade');
    expect(refused(Jar, Gauge)).toBe(
      "the Gauge at key 'gauge' of database 0: the layout of Gauge has changed, but not its static version",
    );
  });

  it('have names that are taken', () => {
    const { Jar } = first();
    class Other extends Jar {
      static override JARADD() {
        return 0;
      }
    }
    expect(refused(Jar, Other)).toContain('JARADD is a static command of both Jar and Other');
  });

  it('need arguments to be constructed, or throw', () => {
    class Bad extends first().Jar {
      constructor(readonly size: number) {
        super();
      }
    }
    class Worse extends first().Jar {
      constructor() {
        super();
        throw new Error('no luck');
      }
    }
    expect(refused(Bad as unknown as StructureClass)).toContain('must take no arguments');
    expect(refused(Worse)).toContain('no luck');
  });
});
