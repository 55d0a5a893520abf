import { OK, Structure, structure, t, writes } from '../../../lib/index';
import { serving } from '../../support/serving';

@structure()
class Lantern extends Structure {
  @writes('Lights it.', t.oneOf('how', 'DIM', 'BRIGHT'))
  LIGHT() {
    return OK;
  }

  @writes('Counts the oil.', { since: '2.0.0' }, t.key(), t.flags('kinds', 'OLIVE', 'WHALE'))
  static 'LANTERN OIL'() {
    return OK;
  }
}

const server = serving({ structures: [Lantern] });
const command = (...words: string[]) => server.client.call('COMMAND', ...words);

describe('COMMAND', () => {
  it('knows the commands of structures that were added', async () => {
    expect(await command('INFO', 'light')).toEqual([
      ['light', 3, ['write'], 1, 1, 1, ['@lantern', '@write', '@slow'], [], expect.anything(), []],
    ]);
    expect(await command('GETKEYS', 'LANTERN', 'OIL', 'k', 'OLIVE')).toEqual(['k']);
  });

  it('lists the commands of one structure, as of a module', async () => {
    expect(await command('LIST', 'FILTERBY', 'MODULE', 'Lantern')).toEqual([
      'lantern|oil',
      'lantern|help',
      'light',
    ]);
    expect(await command('LIST', 'FILTERBY', 'ACLCAT', 'lantern')).toEqual([
      'lantern|oil',
      'lantern|help',
      'light',
    ]);
  });

  it('counts commands, not their sub-commands', async () => {
    expect(await command('COUNT')).toBe(((await command()) as unknown[]).length);
  });

  it.each(['CLIENT', 'COMMAND', 'CONFIG', 'OBJECT', 'LANTERN'])(
    '%s HELP describes each sub-command',
    async (name) => {
      const help = (await server.say(name, 'HELP')) as string[];
      const [[, , , , , , , , , subcommands]] = (await command('INFO', name)) as [
        [...unknown[], unknown[][]],
      ];
      const described = help.slice(1).filter((line) => !line.startsWith(' '));
      expect(described.map((line) => line.split(' ')[0]!.toLowerCase())).toEqual(
        (subcommands as string[][]).map(([sub]) => sub!.split('|')[1]).sort(),
      );
    },
  );

  it('helps with the arguments of a sub-command', async () => {
    expect(await server.say('LANTERN', 'HELP')).toContain('OIL <key> [OLIVE|WHALE]');
    expect(await server.say('COMMAND', 'HELP')).toContain(
      'LIST [FILTERBY MODULE <module-name>|ACLCAT <category>|PATTERN <pattern>]',
    );
  });
});
