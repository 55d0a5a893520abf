import { double, Memo, OK, reads, serves, Structure, structure, t, writes, type Server } from 'memo';
import { createClient, type Client } from 'memo/client';

/** Replies of every kind. */
@structure()
class Sample extends Structure {
  private readonly values: string[] = [];

  @writes('Put values.', t.key(), t.rest(t.text('value')))
  static SAMPLEADD(server: Server, key: string, ...values: string[]) {
    server.open(Sample, key).values.push(...values);
    return OK;
  }

  @serves('Wait a little, and count.', t.key())
  static async SAMPLEWAIT(server: Server, key: string) {
    await new Promise(setImmediate);
    return server.call('SAMPLECOUNT', key);
  }

  @reads('Count.')
  SAMPLECOUNT() {
    return this.values.length;
  }

  @reads('One value, or the last.', t.optional(t.int('index')))
  PICK(index?: number) {
    return this.values.at(index ?? -1) ?? null;
  }

  @reads('Lengths by value.')
  LENGTHS() {
    return new Map(
      this.values.map((value) => [value, { length: value.length, half: double(value.length / 2) }]),
    );
  }

  @reads('Compare.', t.pairs(t.text('first'), t.text('second')))
  SAME(...pairs: (readonly [string, string])[]) {
    return pairs.map(([first, second]) => first === second);
  }
}

/** Has a PICK of its own. */
@structure()
class Bag extends Structure {
  private readonly counts = new Set<number>();

  @writes('Put a number.', t.int('count'))
  COUNTADD(count: number) {
    return this.counts.add(count).size;
  }

  @reads('Everything.')
  PICK() {
    return this.counts;
  }

  isEmpty() {
    return this.counts.size === 0;
  }
}

let memo: Memo;
let client: Client<[typeof Sample, typeof Bag]>;

beforeAll(async () => {
  memo = await new Memo({ port: 0, structures: [Sample, Bag], configuration: { appendonly: 'no' } }).start();
  client = createClient<[typeof Sample, typeof Bag]>({ port: memo.port });
});
beforeEach(() => client.FLUSHALL());
afterAll(async () => {
  await client.quit();
  await memo.stop();
});

describe('a client of structures', () => {
  it('calls static and instance methods', async () => {
    expect(await client.SAMPLEADD('key', 'one', 2, Buffer.from('three'))).toBe('OK');
    expect(await client.SAMPLECOUNT('key')).toBe(3);
    expect(await client.SAMPLEWAIT('key')).toBe(3);
  });

  it('may leave an optional argument out', async () => {
    await client.SAMPLEADD('key', 'one', 'two');
    expect(await client.PICK('key', 0)).toBe('one');
    expect(await client.PICK('key', undefined)).toBe('two');
    expect(await client.PICK('key')).toBe('two');
    expect(await client.PICK('key', 9)).toBeNull();
  });

  it('calls the method of the class that the key holds', async () => {
    await client.COUNTADD('bag', 7);
    expect(await client.PICK('bag')).toEqual([7]);
  });

  it('gets maps as records, with numbers and booleans inside', async () => {
    await client.SAMPLEADD('key', 'a', 'abcd');
    expect(await client.LENGTHS('key')).toEqual({
      a: { length: 1, half: 0.5 },
      abcd: { length: 4, half: 2 },
    });
    expect(await client.SAME('key', ['a', 'a'], ['a', 'b'])).toEqual([true, false]);
  });

  it('is told why a command is refused', async () => {
    await client.COUNTADD('bag', 1);
    await expect(client.SAMPLECOUNT('bag')).rejects.toMatchObject({
      code: 'WRONGTYPE',
      command: { name: 'SAMPLECOUNT' },
    });
    await expect(client.SAMPLECOUNT('absent')).rejects.toMatchObject({
      code: 'ERR',
      message: 'ERR no such key',
    });
  });

  it('pipelines them', async () => {
    const replies = await client.pipeline().SAMPLEADD('key', 'one').SAMPLECOUNT('key').PICK('absent').exec();
    expect(replies).toEqual([
      [null, 'OK'],
      [null, 1],
      [null, []],
    ]);
  });
});
