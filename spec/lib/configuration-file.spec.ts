import {
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
  chmodSync,
  existsSync,
  readdirSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pino from 'pino';
import { Configuration, ConfigurationFile } from '../../lib/config';
import { Memo } from '../../lib/index';
import { Conversation } from '../support/conversation';
import { startMemoServer } from '../support/memo-server';

const STOCK = '/etc/redis/redis.conf';

let folder: string;

beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'memo-conf-'))));
afterEach(() => rmSync(folder, { recursive: true }));

const write = (text: string, name = 'memo.conf') => {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
};

const read = (text: string) => {
  const { settings } = new ConfigurationFile(write(text));
  return new Configuration({}, settings);
};

describe('a configuration file', () => {
  it('sets options: comments, quotes, escapes, old names, and the last of several lines', () => {
    const configuration = read(`
# a comment
port 7000
  TIMEOUT 5
timeout 6
requirepass "a b\\x21 \\"c\\""
hash-max-ziplist-entries 7
loglevel 'verbose'
bind 127.0.0.1 -::1
client-output-buffer-limit pubsub 1mb 2kb 3
client-output-buffer-limit replica 0 0 0
`);
    const got = (name: string) => configuration.get(name);
    expect(['port', 'timeout', 'requirepass', 'loglevel', 'bind'].map(got)).toEqual([
      '7000',
      '6',
      'a b! "c"',
      'verbose',
      '127.0.0.1 -::1',
    ]);
    expect(got('hash-max-listpack-entries')).toBe('7');
    expect(got('client-output-buffer-limit')).toBe('normal 0 0 0 slave 0 0 0 pubsub 1048576 2048 3');
  });

  it('includes others, by patterns in the order of their names', () => {
    write('timeout 1\nhz 11', 'a.conf');
    write('timeout 2', 'b.conf');
    write('timeout 3', '.hidden.conf');
    write('timeout 4', 'c.other');
    const configuration = read(
      `include ${folder}/[ab]*.conf ${folder}/none-*.conf\ninclude ${folder}/?.conf\n`,
    );
    expect(configuration.get('timeout')).toBe('2');
    expect(configuration.get('hz')).toBe('11');
  });

  it.each([
    ['\nnosuch 1', ':2: nosuch 1: no such option'],
    ['port http', ":1: port http: argument couldn't be parsed into an integer"],
    ['port', ':1: port: wrong number of arguments'],
    ['port 1 2', ':1: port 1 2: wrong number of arguments'],
    ['requirepass "a', ':1: requirepass "a: the quotes don\'t match'],
    ['appendonly sometimes', ":1: appendonly sometimes: argument must be 'yes' or 'no'"],
    ['rename-command FLUSHALL ""', ':1: rename-command FLUSHALL "": commands keep their names'],
    ['tls-port 6380', ':1: tls-port 6380: there is no TLS: let a proxy speak it'],
  ])('%j is refused, with file and line', (text, message) => {
    expect(() => read(text)).toThrow(`${join(folder, 'memo.conf')}${message}`);
  });

  it('that includes itself, or is not there, is refused', () => {
    expect(() => read(`include ${folder}/memo.conf`)).toThrow('the file includes itself');
    expect(() => read(`include ${folder}/none.conf`)).toThrow('ENOENT');
    expect(() => new ConfigurationFile(join(folder, 'none.conf'))).toThrow('ENOENT');
  });

  // A redis-server from elsewhere brings none; CI installs Debian's.
  (process.env.CI || existsSync(STOCK) ? it : it.skip)(
    "can be Debian's redis.conf; the log tells what has no effect",
    async () => {
      const lines: string[] = [];
      const log = pino(
        { level: 'warn' },
        { write: (line) => lines.push((JSON.parse(line) as { msg: string }).msg) },
      );
      const memo = await new Memo({ configurationFile: STOCK, port: 0, log }).start();
      await memo.stop();
      expect(memo.configurationFile).toBe(STOCK);
      expect(lines).toContainEqual(
        expect.stringMatching(/^no effect: .*redis\.conf:\d+: daemonize yes: Memo stays/),
      );
      expect(lines.filter((line) => line.includes('maxclients'))).toEqual([]);
    },
  );

  it('is the first argument of memo-server; it names structures, and gives way to what is given beside it', async () => {
    const source = write(
      "const { Structure } = require('memo');\nmodule.exports.Pair = class Pair extends Structure { static PAIR() { return 2; } };\n",
      'pair.js',
    );
    const memo = await startMemoServer([write(`structures ${source}\nport 1\ntimeout 7\nrepl-timeout 20\n`)]);
    const conversation = await Conversation.open(memo.port);
    expect((await conversation.say('PAIR')).toString()).toBe(':2\r\n');
    expect((await conversation.say('CONFIG', 'GET', 'timeout')).toString()).toContain('\r\n7\r\n');
    expect(memo.output()).toContain('memo.conf:4: repl-timeout 20');
    conversation.close();
    await memo.stop();
  });

  it('makes memo-server say what is wrong with it', async () => {
    await expect(startMemoServer([write('port 1\nnosuch 1')])).rejects.toThrow(
      'memo.conf:2: nosuch 1: no such option',
    );
  });
});

describe('CONFIG REWRITE', () => {
  const rewrite = async (text: string, ...settings: string[]) => {
    const configurationFile = write(text);
    chmodSync(configurationFile, 0o640);
    const memo = await new Memo({ configurationFile, configuration: { port: '0' } }).start();
    const conversation = await Conversation.open(memo.port);
    if (settings.length > 0) await conversation.say('CONFIG', 'SET', ...settings);
    const said = (await conversation.say('CONFIG', 'REWRITE')).toString();
    conversation.close();
    await memo.stop();
    expect(said).toBe('+OK\r\n');
    expect(statSync(configurationFile).mode & 0o777).toBe(0o640);
    expect(readdirSync(folder)).toEqual(['memo.conf']);
    return readFileSync(configurationFile, 'utf8');
  };

  it('leaves what is said already as it is', async () => {
    const text =
      '# mine\n\nport 0\n  Timeout   5 \ndaemonize yes\nclient-output-buffer-limit normal 1mb 0 0\n';
    expect(await rewrite(text)).toBe(text);
  });

  it('writes what has changed in its place, once, and the rest at the end', async () => {
    const text = '# mine\nport 0\ntimeout 5\n# why\ntimeout 6\nslave-read-only yes\n';
    const first = await rewrite(text, 'timeout', '7', 'requirepass', 'a "b"\n', 'replica-read-only', 'no');
    expect(first).toBe(
      '# mine\nport 0\ntimeout 7\n# why\nreplica-read-only no\n# Written by CONFIG REWRITE\nrequirepass "a \\"b\\"\\x0a"\n',
    );
    expect(
      new Configuration({}, new ConfigurationFile(join(folder, 'memo.conf')).settings).get('requirepass'),
    ).toBe('a "b"\n');
  });

  it('writes its marker once', async () => {
    const first = await rewrite('port 0\n', 'timeout', '7');
    const second = await rewrite(first, 'maxclients', '9');
    expect(second).toBe('port 0\n# Written by CONFIG REWRITE\ntimeout 7\nmaxclients 9\n');
  });
});
