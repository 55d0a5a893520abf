import {
  CommandError,
  OK,
  reads,
  serves,
  type Server,
  Structure,
  structure,
  t,
  type Value,
  writes,
} from '../../../lib/index';
import { KeptServer } from '../../support/kept-server';
import { Conversation } from '../../support/conversation';
import { serving } from '../../support/serving';

/** Milliseconds that the server times by. */
let elapsed = 0;
/** What a turn of the worker takes. */
const WORK_MS = 5;

@structure()
class Worker extends Structure {
  done = 0;

  @writes('Works for five milliseconds.', t.key())
  static WORK(server: Server, key: string) {
    elapsed += WORK_MS;
    return ++server.open(Worker, key).done;
  }

  @writes('Has others work so often, and works itself.', t.key(), t.int('count'))
  static DELEGATE(server: Server, key: string, count: number) {
    for (let at = 0; at < count; at++) server.call('WORK', `${key} ${at}`);
    elapsed += WORK_MS;
    return server.call('DONE', `${key} 0`);
  }

  @reads('How much is done.')
  DONE() {
    return this.done;
  }

  @serves('Plays what is refused: passed over, or thrown on.', t.flags('how', 'THROW'))
  static TRY(server: Server, how: ReadonlySet<'THROW'>) {
    server.play('STRIKE');
    server.play('WORK', 'a', 'word too many');
    if (how.has('THROW')) server.call('STRIKE');
    return OK;
  }

  @writes('Refuses.')
  static STRIKE() {
    throw new CommandError('STRIKE for better pay');
  }

  @serves('Sets strings, quickly.', t.int('count'))
  static STRINGS(server: Server, count: number) {
    for (let at = 0; at < count; at++) server.call('SET', `k${at}`, at);
    return OK;
  }

  @serves('Waits for another, and works.', t.key())
  static async LATER(server: Server, key: string) {
    await server.call<Promise<Value>>('SLEEP');
    return server.call('WORK', key);
  }

  @serves('Is away for a while.')
  static async SLEEP() {
    await new Promise(setImmediate);
    elapsed += 2 * WORK_MS;
    return OK;
  }
}

describe('commands that handlers play', () => {
  const clock = { now: Date.now, monotonic: () => elapsed };
  const server = serving({ structures: [Worker], clock });

  beforeEach(async () => {
    await server.client.config('RESETSTAT');
    await server.say('SLOWLOG', 'RESET');
  });

  const lines = async (section: string) => String(await server.say('INFO', section)).split('\r\n');
  const figuresOf = async (name: string) =>
    (await lines('commandstats')).find((line) => line.startsWith(`cmdstat_${name}:`))?.split(':')[1];

  it('are counted and timed as those that clients send, and so is the handler', async () => {
    await server.say('DELEGATE', 'a', 3);
    expect(await figuresOf('work')).toBe(
      'calls=3,usec=15000,usec_per_call=5000.00,rejected_calls=0,failed_calls=0',
    );
    expect(await figuresOf('done')).toMatch(/^calls=1,usec=0,/);
    expect(await figuresOf('delegate')).toMatch(/^calls=1,usec=20000,/);
    const processed = (await lines('stats')).find((line) => line.startsWith('total_commands_processed'));
    expect(processed).toBe('total_commands_processed:10');
  });

  it('have a histogram, and percentiles', async () => {
    await server.say('DELEGATE', 'a', 3);
    expect(await server.say('LATENCY', 'HISTOGRAM', 'work')).toEqual([
      'work',
      ['calls', 3, 'histogram_usec', [8454, 3]],
    ]);
    expect(await lines('latencystats')).toContain(
      'latency_percentiles_usec_work:p50=5013.503,p99=5013.503,p99.9=5013.503',
    );
  });

  it('are in the slow log, before the command that has played them', async () => {
    await server.client.config('SET', 'slowlog-log-slower-than', '4000');
    await server.say('DELEGATE', 'a', 2);
    await server.client.config('SET', 'slowlog-log-slower-than', '10000');
    const told = (await server.say('SLOWLOG', 'GET')) as unknown[][];
    expect(told.map(([, , microseconds, words]) => [microseconds, words])).toEqual([
      [15_000, ['DELEGATE', 'a', '2']],
      [5000, ['WORK', 'a 1']],
      [5000, ['WORK', 'a 0']],
    ]);
  });

  it('are counted as failed or rejected, and each error once', async () => {
    await server.say('TRY');
    expect(await figuresOf('strike')).toMatch(/^calls=1,.*rejected_calls=0,failed_calls=1$/);
    expect(await figuresOf('work')).toMatch(/^calls=0,.*rejected_calls=1,failed_calls=0$/);
    expect(await figuresOf('try')).toMatch(/rejected_calls=0,failed_calls=0$/);
    expect(await lines('errorstats')).toEqual([
      '# Errorstats',
      'errorstat_STRIKE:count=1',
      'errorstat_ERR:count=1',
      '',
    ]);
    await server.client.config('RESETSTAT');
    expect(await server.refusal('TRY', 'THROW')).toBe('STRIKE for better pay');
    expect(await lines('errorstats')).toContain('errorstat_STRIKE:count=2');
    expect(await figuresOf('try')).toMatch(/failed_calls=1$/);
  });

  it('count in a transaction, and in async handlers', async () => {
    await server.client.multi().call('DELEGATE', 'a', '1').exec();
    expect(await figuresOf('work')).toMatch(/^calls=1,usec=5000,/);
    await server.say('LATER', 'a');
    expect(await figuresOf('sleep')).toMatch(/^calls=1,usec=10000,/);
    expect(await figuresOf('work')).toMatch(/^calls=2,usec=10000,/);
    expect(await figuresOf('later')).toMatch(/^calls=1,usec=15000,/);
  });

  it('are all counted when they are quick, although not all are timed', async () => {
    let readings = 0;
    clock.monotonic = () => (readings++, (elapsed += 1));
    await server.say('STRINGS', 80);
    clock.monotonic = () => elapsed;
    expect(readings).toBeLessThan(40);
    expect(await figuresOf('set')).toBe(
      'calls=80,usec=80000,usec_per_call=1000.00,rejected_calls=0,failed_calls=0',
    );
  });

  it('do not count when a log is replayed', async () => {
    const kept = await KeptServer.start({ structures: [Worker] });
    const say = async (port: number, ...words: string[]) => {
      const client = await Conversation.open(port);
      const reply = String(await client.say(...words));
      client.close();
      return reply;
    };
    await say(kept.port, 'DELEGATE', 'a', '2');
    const { port } = await kept.serve(kept.copy());
    expect(await say(port, 'DONE', 'a 1')).toBe(':1\r\n');
    expect(await say(port, 'INFO', 'commandstats')).not.toContain('cmdstat_work');
    await kept.stop();
  });
});
