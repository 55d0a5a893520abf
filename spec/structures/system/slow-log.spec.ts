import { Structure, structure, serves, t, type Server } from '../../../lib/index';
import { serving } from '../../support/serving';

@structure()
class Slow extends Structure {
  @serves('Waits.', t.text('word'))
  static async DAWDLE(_server: Server, word: string) {
    return Promise.resolve(word);
  }

  @serves('Takes a password.', { secrets: () => [2] }, t.text('user'), t.text('password'))
  static ENTER() {
    return 'in';
  }
}

/** Milliseconds that each reading of the clock is later than the one before. */
let pace = 0;
let ticks = 0;
const clock = { now: () => 1_700_000_000_123, monotonic: () => (ticks += pace) };
const server = serving({ clock, structures: [Slow] });

const entries = async () =>
  (await server.say('SLOWLOG', 'GET', -1)) as [number, number, number, string[], string, string][];
const commands = async () => (await entries()).map(([, , , words]) => words.join(' '));

/** Runs commands that take so many milliseconds each. */
async function taking(milliseconds: number, ...lines: string[]): Promise<void> {
  pace = milliseconds;
  for (const line of lines) await server.say(...(line.split(' ') as [string]));
  pace = 0;
}

beforeEach(async () => {
  pace = 0;
  await server.say('CONFIG', 'SET', 'slowlog-log-slower-than', 10_000, 'slowlog-max-len', 128);
  await server.say('CLIENT', 'SETNAME', '');
  await server.say('SLOWLOG', 'RESET');
});

describe('SLOWLOG', () => {
  it('keeps what took as long as the option says, the latest first', async () => {
    await taking(9.999, 'SET quick 1');
    await taking(10, 'SET slow 1', 'GET slow');
    await server.say('CONFIG', 'SET', 'slowlog-log-slower-than', 50_000);
    await taking(49, 'SET a 1');
    await server.say('CONFIG', 'SET', 'slowlog-log-slower-than', -1);
    await taking(1000, 'SET a 1');
    expect(await commands()).toEqual(['GET slow', 'SET slow 1']);
    expect(await server.say('SLOWLOG', 'LEN')).toBe(2);
  });

  it('tells when that was, how long it took, and who said it', async () => {
    await server.say('CLIENT', 'SETNAME', 'me');
    await taking(12.3456, 'SET a 1');
    const [[id, ...rest]] = (await entries()) as [Awaited<ReturnType<typeof entries>>[0]];
    const [, address] = /addr=(\S+)/.exec(String(await server.say('CLIENT', 'INFO')))!;
    expect(rest).toEqual([1_700_000_000, 12_345, ['SET', 'a', '1'], address, 'me']);
    await taking(12, 'SET a 1');
    expect((await entries())[0]![0]).toBe(id + 1);
  });

  it('forgets the oldest beyond slowlog-max-len, as the next one comes', async () => {
    await taking(10, 'SET a 1', 'SET b 2', 'SET c 3');
    await server.say('CONFIG', 'SET', 'slowlog-max-len', 2);
    expect(await commands()).toHaveLength(3);
    await taking(10, 'SET d 4');
    expect(await commands()).toEqual(['SET d 4', 'SET c 3']);
  });

  it('keeps what a transaction runs, and an async command with the time until its reply', async () => {
    pace = 10;
    await server.client.multi().set('a', '1').exec();
    await server.say('DAWDLE', 'word');
    pace = 0;
    expect(await commands()).toEqual(['DAWDLE word', 'set a 1']);
  });

  it("keeps no password, a structure's neither", async () => {
    await server.say('CONFIG', 'SET', 'slowlog-log-slower-than', 0);
    await server.say('ENTER', 'ada', 'secret');
    await server.refusal('AUTH', 'ada', 'secret');
    await server.refusal('HELLO', '2', 'SETNAME', 'x', 'AUTH', 'ada', 'secret');
    expect(await commands()).toEqual([
      'HELLO 2 SETNAME x AUTH (redacted) (redacted)',
      'AUTH (redacted) (redacted)',
      'ENTER ada (redacted)',
      'CONFIG SET slowlog-log-slower-than 0',
    ]);
  });
});
