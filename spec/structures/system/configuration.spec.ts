import { reads, Structure, structure } from '../../../lib/index';
import { serving } from '../../support/serving';

@structure()
class Broken extends Structure {
  @reads('Fails.')
  static BREAK(): null {
    throw new Error('broken');
  }
}

const server = serving({ structures: [Broken], configuration: { databases: '4', unixsocket: '' } });
const config = (...words: string[]) => server.client.call('CONFIG', ...words);

describe('CONFIG GET', () => {
  it('answers what the server was started with', async () => {
    expect(await config('GET', 'databases', 'bind', 'port')).toEqual(
      expect.arrayContaining(['databases', '4', 'bind', '127.0.0.1', 'port', '0']),
    );
  });

  it('answers what redis-benchmark asks', async () => {
    expect(await config('GET', 'save')).toEqual(['save', '']);
    expect(await config('GET', 'appendonly')).toEqual(['appendonly', 'no']);
  });

  it('names an option as it was asked for, once', async () => {
    expect(await config('GET', 'DataBases', 'databases', 'd*s')).toEqual(['DataBases', '4']);
    expect(await config('GET', 'D*S', 'DataBases')).toEqual(['databases', '4']);
  });

  it('answers every option', async () => {
    const answered = (await config('GET', '*')) as string[];
    expect(answered.filter((_, index) => index % 2 === 0)).toEqual(
      [...server.memo.configuration.entries()].map(([name]) => name),
    );
  });
});

describe('CONFIG SET', () => {
  it('loglevel changes what is logged', async () => {
    await config('SET', 'loglevel', 'nothing');
    await server.refusal('BREAK');
    expect(server.faults).toEqual([]);
    await config('SET', 'loglevel', 'warning');
    await server.refusal('BREAK');
    expect(server.faults).toEqual(['broken']);
  });

  it('proto-max-bulk-len limits what comes after', async () => {
    await config('SET', 'proto-max-bulk-len', '1mb');
    await server.say('SET', 'k', Buffer.alloc(1024 * 1024));
    expect(await server.refusal('SETRANGE', 'k', 1024 * 1024, 'x')).toBe(
      'ERR string exceeds maximum allowed size (proto-max-bulk-len)',
    );
    await config('SET', 'proto-max-bulk-len', '512mb');
    expect(await server.say('SETRANGE', 'k', 1024 * 1024, 'x')).toBe(1024 * 1024 + 1);
  });

  it('refuses what Memo cannot do, and says so', async () => {
    expect(await server.refusal('CONFIG', 'SET', 'save', '900 1')).toBe(
      'ERR CONFIG SET failed (possibly related to argument \'save\') - there are no snapshots at intervals: only "" is possible',
    );
    expect(await server.refusal('CONFIG', 'REWRITE')).toBe('ERR The server is running without a config file');
  });
});
