import { Configuration, OPTIONS } from '../../lib/config';

const MB = 1024 * 1024;
const set = (...pairs: [string, string][]) => {
  const configuration = new Configuration();
  configuration.set(pairs);
  return Object.fromEntries(configuration.entries());
};

describe('the options', () => {
  it('begin with what their table says, each a value that it accepts', () => {
    const initial = Object.fromEntries(
      Object.entries(OPTIONS).map(([name, option]) => [name, option.initial]),
    );
    expect(Object.fromEntries(new Configuration().entries())).toMatchObject(initial);
    expect(Object.fromEntries(new Configuration(initial).entries())).toMatchObject(initial);
  });

  it('are taken from what is given at the start, those too that CONFIG SET cannot change', () => {
    const configuration = new Configuration({ port: '0', databases: '2', 'proto-max-bulk-len': '1mb' });
    expect(configuration.number('port')).toBe(0);
    expect(configuration.number('databases')).toBe(2);
    expect(configuration.number('proto-max-bulk-len')).toBe(MB);
  });

  it('are told of at the start where they have no effect', () => {
    const { withoutEffect } = new Configuration({ rdbcompression: 'no', activerehashing: 'no' });
    expect(withoutEffect).toEqual(['--activerehashing no']);
  });

  it.each([
    [{ port: '70000' }, '--port 70000: argument must be between 0 and 65535 inclusive'],
    [{ port: 'http' }, "--port http: argument couldn't be parsed into an integer"],
    [{ databases: '0' }, '--databases 0: argument must be between 1 and 16384 inclusive'],
    [{ appendonly: 'maybe' }, "--appendonly maybe: argument must be 'yes' or 'no'"],
    [{ nosuch: 'x' }, '--nosuch x: no such option'],
  ])('%j is refused at the start', (given: Record<string, string>, message) => {
    expect(() => new Configuration(given)).toThrow(message);
  });
});

describe('setting options', () => {
  it.each([
    ['1mb', MB],
    ['1MB', MB],
    ['2097152', 2 * MB],
    ['2097152b', 2 * MB],
    ['2m', 2_000_000],
    ['1100k', 1_100_000],
    ['1024kb', MB],
    ['1g', 1_000_000_000],
    ['1gb', 1024 * MB],
  ])('reads %s as bytes', (text, bytes) => {
    expect(set(['proto-max-bulk-len', text])).toMatchObject({ 'proto-max-bulk-len': String(bytes) });
  });

  it.each(['1tb', '1.5mb', '-1', 'mb1', '1 mb'])('reads no bytes in %j', (text) => {
    expect(() => set(['proto-max-bulk-len', text])).toThrow('argument must be a memory value');
  });

  it('knows names and words of a list in any case', () => {
    expect(set(['LogLevel', 'WARNING'])).toMatchObject({ loglevel: 'warning' });
  });

  it('knows an option by the name that it had before as well', () => {
    const said = set(['hash-max-ziplist-entries', '7'], ['hash-max-listpack-entries', '8']);
    expect(said).toMatchObject({ 'hash-max-ziplist-entries': '8', 'hash-max-listpack-entries': '8' });
    expect(new Configuration({ 'list-max-listpack-size': '5' }).number('list-max-listpack-size')).toBe(5);
  });

  it('changes all or none', () => {
    const configuration = new Configuration();
    const both: [string, string][] = [
      ['requirepass', 'secret'],
      ['loglevel', 'loud'],
    ];
    expect(() => configuration.set(both)).toThrow(
      "ERR CONFIG SET failed (possibly related to argument 'loglevel') - argument(s) must be one of the following: debug, verbose, notice, warning, nothing",
    );
    expect(configuration.get('requirepass')).toBe('');
  });

  it.each([
    ['save', '', '900 1', 'there are no snapshots at intervals: only "" is possible'],
    ['maxmemory', '0', '100mb', 'nothing is evicted: only 0, no limit, is possible'],
  ])('%s can only be %j, and says why', (name, possible, other, reason) => {
    expect(set([name, possible])).toMatchObject({ [name]: possible });
    expect(() => set([name, other])).toThrow(
      `ERR CONFIG SET failed (possibly related to argument '${name}') - ${reason}`,
    );
  });

  it('tells who watches an option, once all of them are set', () => {
    const configuration = new Configuration();
    const heard: string[] = [];
    configuration.watch('loglevel', (level) => heard.push(`${level} ${configuration.get('requirepass')}`));
    configuration.set([['requirepass', 'a']]);
    configuration.set([['loglevel', 'debug']]);
    expect(heard).toEqual(['debug a']);
  });
});
