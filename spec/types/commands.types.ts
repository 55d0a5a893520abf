import {
  double,
  OK,
  on,
  packed,
  reads,
  serves,
  status,
  Structure,
  structure,
  t,
  unpack,
  writes,
  type ByteSlice,
  type Entry,
  type Played,
  type Reply,
  type Server,
  type Value,
} from 'memo';

interface Row {
  readonly name: string;
  readonly scores: number[];
  readonly next: Row | null;
}

/** What is no reply: it can do something. */
interface Clock {
  readonly name: string;
  tick(): void;
}

/** What may be made of older state. Nothing here runs: compiling it is the test. */
@structure()
export class InPlace extends Structure {
  static readonly version = 2;
  static upgrade(state: { tokens?: number; left: number }, from: number) {
    if (from < 2) state.left = state.tokens!;
    delete state.tokens;
  }
}

/** So may this. */
@structure()
export class Answering extends packed({ left: 'float64' }) {
  static readonly version = 2;
  static upgrade(state: Buffer) {
    return { left: unpack(state, { tokens: 'uint32' }).tokens };
  }
}

/** What commands a structure may have. Nothing here runs: compiling it is the test. */
@structure()
export class Fitting extends Structure {
  private readonly items = new Map<string, number>();
  private readonly rows: Row[] = [];

  @writes('One parameter for each argument.', t.key(), t.int('n'), t.float('x'), t.bigint('big'))
  static NUMBERS(server: Server, key: string, n: number, x: number, big: bigint) {
    return [server.now(), key, n, x, double(x), big];
  }

  @reads('Bytes and text.', t.entry(), t.text('a'), t.wire('b'), t.bytes('c'), t.slice('d'))
  static BYTES(_server: Server, entry: Entry, a: string, b: string, c: Buffer, d: ByteSlice): Reply {
    return [entry.keyBytes, a, b, c, d];
  }

  @writes(
    'An object for options.',
    t.options({
      quiet: t.flag('QUIET'),
      limit: t.keyword('LIMIT', t.int('limit')),
      order: t.oneOf('order', 'ASC', 'DESC', t.keyword('BY', t.text('field'))),
    }),
  )
  OPTIONS({
    quiet,
    limit = 1,
    order,
  }: {
    quiet: boolean;
    limit?: number;
    order?: 'ASC' | 'DESC' | readonly ['BY', string];
  }) {
    return [quiet, limit, typeof order === 'object' ? order[1] : (order ?? null)];
  }

  @reads(
    'An option that must be given, and one that may be given several times.',
    t.options({
      names: t.repeated(t.keyword('NAME', t.text('name'))),
      keys: t.required(t.keyword('OF', t.halves('of', t.entry(), t.int('n')))),
    }),
  )
  DUTIES({
    names,
    keys,
  }: {
    names: readonly string[];
    keys: readonly [readonly Entry[], readonly number[]];
  }) {
    return [...names, ...keys[1]];
  }

  @reads(
    'Parameters that may be missing.',
    t.optional(t.int('count')),
    t.optional(t.oneOf('side', 'LEFT', 'RIGHT')),
  )
  OPTIONAL(count = 1, side?: 'LEFT' | 'RIGHT') {
    return `${count} ${side ?? ''}`;
  }

  @writes('A rest parameter.', t.key(), t.rest(t.text('value')))
  static REST(_server: Server, _key: string, ...values: string[]) {
    return values.length;
  }

  @writes('Pairs.', t.pairs(t.text('field'), t.int('value')))
  PAIRS(...pairs: (readonly [string, number])[]) {
    for (const [field, value] of pairs) this.items.set(field, value);
  }

  @reads(
    'Lists, counts and functions.',
    t.counted('numkeys', t.key()),
    t.lazy(t.int('n')),
    t.list(t.bytes('value')),
  )
  static MANY(_server: Server, keys: readonly string[], n: () => number, values: readonly Buffer[]) {
    return [...keys, n(), ...values];
  }

  @reads('Fewer parameters than arguments.', t.int('ignored'))
  FEWER() {
    return status('FEWER');
  }

  @reads('More in the documentation.', { since: '1.0.0', complexity: 'O(1)', flags: ['fast'] }, t.int('n'))
  ABOUT(n: number) {
    return {
      n,
      big: 1n,
      yes: true,
      none: null,
      set: new Set(['a']),
      map: new Map([['a', 1]]),
      buffer: Buffer.alloc(1),
    };
  }

  @serves('An asynchronous static method.', t.text('query'), t.holds((query: string) => query))
  static async SEARCH(server: Server, query: string) {
    const [kind, found] = await server.play<Promise<Played>>('SEARCH', query);
    return kind === 'ERROR' ? null : (found as string);
  }

  @serves('Nothing to answer is null.')
  static async NOTHING() {
    await Promise.resolve();
  }

  @serves('Awaits without losing atomicity.', { timeout: 500, holds: false }, t.key())
  static async ATTEMPT(server: Server, key: string) {
    const signal: AbortSignal = server.signal;
    const length: number = await server.attempt(
      (attempt) => {
        const read = attempt.call<string>('GET', key);
        const replies: Value[] = attempt.commit([
          ['SET', key, `${read}${attempt.number}`],
          ['PEXPIRE', key, 1000],
        ]);
        return replies.length;
      },
      { tries: 3 },
    );
    return length + (signal.aborted ? 1 : 0);
  }

  @reads('An interface describes the reply.')
  ROWS() {
    return this.rows;
  }

  @serves('Or a promise of it.', t.key())
  static async FIRSTROW(server: Server, key: string) {
    return Promise.resolve(server.call('GET', key) === null ? null : { name: key, scores: [1], next: null });
  }

  @writes('Nothing to answer is null.')
  CLEAR() {
    this.items.clear();
  }

  @writes('Values by their classes.', t.key())
  static OPEN(server: Server, key: string) {
    const fitting: Fitting = server.open(Fitting, key);
    const found: Bucket | undefined = server.find(Bucket, key);
    const value: Value = server.call('GET', key);
    const [kind, reply]: Played = server.play('GET', key, 1, 2n, Buffer.alloc(1));
    return [fitting.items.size, found?.tokens, typeof value, kind === 'RESPONSE' ? typeof reply : reply.code];
  }
}

@structure('bucket')
export class Bucket extends packed({ tokens: 'float64', marks: 'uint8' }) {
  @writes('Fields are numbers.')
  FILL() {
    this.tokens += 0.5;
    this.marks = 1;
    return this.bytes;
  }
}

/** What must not compile. */
export class Misfit extends Structure {
  // @ts-expect-error an integer is a number
  @writes('', t.int('n'))
  WRONGTYPE1(n: string) {
    return n;
  }

  // @ts-expect-error a 64-bit integer is a bigint
  @writes('', t.bigint('n'))
  WRONGTYPE2(n: number) {
    return n;
  }

  // @ts-expect-error bytes are a Buffer
  @writes('', t.bytes('value'))
  WRONGTYPE3(value: string) {
    return value;
  }

  // @ts-expect-error an entry is no text
  @writes('', t.entry())
  static WRONGTYPE4(_server: Server, key: string) {
    return key;
  }

  // @ts-expect-error one of three is not one of two
  @writes('', t.oneOf('where', 'BEFORE', 'AFTER', 'BESIDE'))
  WRONGTYPE5(where: 'BEFORE' | 'AFTER') {
    return where;
  }

  // @ts-expect-error the order of arguments is the order of parameters
  @writes('', t.text('text'), t.int('n'))
  ORDER(n: number, text: string) {
    return [n, text];
  }

  // @ts-expect-error a parameter that no argument fills
  @writes('', t.text('text'))
  MISSING(text: string, more: number) {
    return [text, more];
  }

  // @ts-expect-error what is optional may be undefined
  @writes('', t.optional(t.int('count')))
  OPTIONAL(count: number) {
    return count;
  }

  // @ts-expect-error an option that was not given is undefined
  @writes('', t.options({ limit: t.keyword('LIMIT', t.int('limit')) }))
  OPTION(options: { limit: number }) {
    return options.limit;
  }

  // @ts-expect-error no such option
  @writes('', t.options({ limit: t.keyword('LIMIT', t.int('limit')) }))
  NOOPTION(options: { limits: number | undefined }) {
    return options.limits;
  }

  // @ts-expect-error many values are a rest parameter
  @writes('', t.rest(t.text('value')))
  REST(values: string[]) {
    return values;
  }

  // @ts-expect-error numbers are no texts
  @writes('', t.rest(t.int('value')))
  RESTTYPE(...values: string[]) {
    return values;
  }

  // @ts-expect-error a pair is a text and a number
  @writes('', t.pairs(t.text('field'), t.int('value')))
  PAIRS(...pairs: (readonly [string, string])[]) {
    return pairs.length;
  }

  // @ts-expect-error what is lazy is a function
  @writes('', t.lazy(t.int('n')))
  LAZY(n: number) {
    return n;
  }

  // @ts-expect-error the first parameter of a static method is the server
  @writes('', t.key())
  static NOSERVER(key: string) {
    return key;
  }

  // @ts-expect-error an instance method gets no server
  @writes('', t.text('text'))
  SERVER(server: Server, text: string) {
    return [server.now(), text];
  }

  // @ts-expect-error a command that writes is not asynchronous
  @writes('', t.key())
  static async ASYNCWRITE(_server: Server, key: string) {
    return Promise.resolve(key);
  }

  // @ts-expect-error a command that reads is not asynchronous
  @reads('', t.key())
  static async ASYNCREAD(_server: Server, key: string) {
    return Promise.resolve(key);
  }

  // @ts-expect-error an instance method is not asynchronous
  @serves('')
  async ASYNCINSTANCE() {
    return Promise.resolve(1);
  }

  // @ts-expect-error a date is no reply
  @reads('')
  DATE() {
    return new Date();
  }

  // @ts-expect-error an object with a method is no reply
  @reads('')
  METHODREPLY(): Clock {
    return { name: 'clock', tick: () => undefined };
  }

  // @ts-expect-error a function is no reply
  @reads('')
  FUNCTION() {
    return () => 1;
  }

  // @ts-expect-error a promise of what is no reply
  @serves('')
  static async ASYNCDATE() {
    return Promise.resolve([new Date()]);
  }

  // @ts-expect-error a getter is no command
  @reads('')
  get GETTER() {
    return 1;
  }

  // @ts-expect-error a field is no command
  @reads('')
  FIELD = () => 1;

  // @ts-expect-error a private method is no command
  @reads('')
  #hidden() {
    return 1;
  }

  // @ts-expect-error a name to hold is made of the arguments before it
  @serves('', t.text('query'), t.holds((query: number) => String(query)))
  static async HOLDS(_server: Server, query: string) {
    return Promise.resolve(query);
  }

  // @ts-expect-error an instance method is no trigger
  @on('expired', '*')
  expired(_server: Server) {
    return undefined;
  }

  // @ts-expect-error it gets the server, the key and the event
  @on('expired', '*')
  static gone(_server: Server, _key: string, _event: number) {
    return undefined;
  }

  // @ts-expect-error a pattern comes behind the events
  static readonly triggers = { gone: on('expired') };

  @writes('Mistakes with the server.', t.key())
  static SERVERS(server: Server, key: string) {
    // @ts-expect-error a class, not its name
    server.open('Bucket', key);
    // @ts-expect-error a key is text
    server.find(Bucket, 7);
    // @ts-expect-error it may be undefined
    server.find(Bucket, key).tokens = 1;
    // @ts-expect-error no such field
    server.open(Bucket, key).token = 1;
    // @ts-expect-error an object is no word
    server.call('SET', key, { a: 1 });
    // @ts-expect-error only its own class's state
    server.open(Fitting, key).items.clear();
    return OK;
  }

  @serves('Mistakes with an attempt.', t.key())
  static async ATTEMPTS(server: Server, key: string) {
    // @ts-expect-error commands are lists of words
    await server.attempt((attempt) => attempt.commit(['SET', key, 'v']));
    // @ts-expect-error an object is no word
    await server.attempt((attempt) => attempt.commit([['SET', key, {}]]));
    // @ts-expect-error no value opens in an attempt
    await server.attempt((attempt) => attempt.open(Bucket, key));
    return OK;
  }

  // @ts-expect-error a field is float64, int32, uint32 or uint8
  static readonly layout = packed({ tokens: 'float' });
}

// @ts-expect-error a version is a number
@structure()
export class Versioned extends Structure {
  static readonly version = '2';
}

// @ts-expect-error an upgrade answers a state
@structure()
export class Upgraded extends Structure {
  static readonly version = 2;
  static upgrade(state: { tokens: number }) {
    return state.tokens;
  }
}

// @ts-expect-error a structure extends Structure
@structure()
export class Stranger {
  @reads('')
  READ() {
    return 1;
  }
}
