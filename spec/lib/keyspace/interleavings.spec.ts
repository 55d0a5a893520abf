import fc from 'fast-check';
import { type Reply, serves, type Server, Structure, structure, t } from '../../../lib/index';
import { Call } from '../../../lib/keyspace/call';
import { Keyspace } from '../../../lib/keyspace/keyspace';
import { Nobody } from '../../../lib/keyspace/nobody';
import type { TransactingSession } from '../../../lib/keyspace/transaction';
import { requestOf } from '../../../lib/protocol/request-of';
import { StringValue } from '../../../structures/standard/string';

const KEYS = ['a', 'b', 'c'] as const;

/** What a handler does, one after the other. */
type Step =
  | { readonly does: 'await' }
  | { readonly does: 'increment'; readonly key: string }
  | { readonly does: 'attempt'; readonly key: string }
  | { readonly does: 'run'; readonly keys: readonly string[]; readonly steps: readonly Step[] };

/** What a client sends; it may go before the answer comes. */
interface Sent {
  readonly command: 'RUN' | 'FREERUN' | 'INCR';
  readonly keys: readonly string[];
  readonly steps: readonly Step[];
  readonly leaves: boolean;
}

const key = fc.constantFrom(...KEYS);
const keys = fc.uniqueArray(key, { maxLength: 3 });
const { steps } = fc.letrec<{ steps: readonly Step[]; step: Step }>((tie) => ({
  steps: fc.array(tie('step'), { maxLength: 4 }),
  step: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.constant<Step>({ does: 'await' }),
    fc.record({ does: fc.constant('increment' as const), key }),
    fc.record({ does: fc.constant('attempt' as const), key }),
    fc.record({ does: fc.constant('run' as const), keys, steps: tie('steps') }),
  ),
}));
const sent: fc.Arbitrary<Sent> = fc.record({
  command: fc.constantFrom('RUN' as const, 'RUN' as const, 'FREERUN' as const, 'INCR' as const),
  keys,
  steps,
  leaves: fc.boolean(),
});

/** A moment in which everything else may happen. */
let moment: () => Promise<void>;
/** Of each key, the server of the command that holds it. */
const holders = new Map<string, Server>();
/** How often two commands held one key. */
let overlaps = 0;
let increments = 0;

@structure()
class Runs extends Structure {
  @serves(
    'Holds its keys, and takes steps.',
    { timeout: 0 },
    t.text('steps'),
    t.rest(t.key(), { optional: true }),
  )
  static async RUN(server: Server, steps: string, ...held: string[]) {
    if (steps.startsWith('held ')) hold(server, held);
    await take(server, JSON.parse(steps.replace('held ', '')) as Step[]);
    if (steps.startsWith('held ')) for (const each of held) holders.delete(each);
    return 'done';
  }

  @serves(
    'Takes steps, and holds no key.',
    { timeout: 0, holds: false },
    t.text('steps'),
    t.rest(t.key(), { optional: true }),
  )
  static async FREERUN(server: Server, steps: string) {
    await take(server, JSON.parse(steps) as Step[]);
    return 'done';
  }
}

function isOver(server: Server): boolean {
  try {
    return server.now() < 0;
  } catch {
    return true;
  }
}

/** Whoever held the keys before has come to its end, or was ended. */
function hold(server: Server, held: readonly string[]): void {
  for (const each of held) {
    const holder = holders.get(each);
    if (holder && !isOver(holder)) overlaps++;
    holders.set(each, server);
  }
}

async function take(server: Server, all: readonly Step[]): Promise<void> {
  for (const step of all) {
    if (step.does === 'await') await moment();
    else if (step.does === 'increment') increment(server, step.key);
    else if (step.does === 'run')
      await server.call<Promise<string>>('RUN', JSON.stringify(step.steps), ...step.keys);
    else await attemptIncrement(server, step.key);
  }
}

function increment(server: Server, each: string): void {
  server.call('INCR', each);
  increments++;
}

const attemptIncrement = (server: Server, each: string) =>
  server.attempt(
    async (attempt) => {
      const count = Number(attempt.call('GET', each));
      await moment();
      attempt.commit('SET', each, count + 1);
      increments++;
    },
    { tries: Infinity },
  );

function newKeyspace(): Keyspace {
  const keyspace = new Keyspace({ databases: 1, clock: { now: () => 1 }, onFault: () => undefined });
  for (const Class of [StringValue, Runs]) keyspace.register(Class);
  return keyspace;
}

/** A client of its own sends the command; `leave` is what happens when it goes. */
function send(keyspace: Keyspace, { command, keys: [first = 'a', ...rest], steps: all }: Sent) {
  const session: TransactingSession = Object.assign(new Nobody(keyspace), { connected: true });
  const words =
    command === 'INCR'
      ? [first]
      : [`${command === 'RUN' ? 'held ' : ''}${JSON.stringify(all)}`, first, ...rest];
  const request = requestOf([command, ...words]);
  const reply = keyspace.execute(keyspace.lookup(request), request, new Call(keyspace, session));
  if (command === 'INCR')
    void Promise.resolve(reply).then((value) => typeof value === 'number' && increments++);
  return { reply: Promise.resolve<Reply>(reply), leave: () => session.late?.abandon() };
}

it('Async commands never wait for each other in a circle, whatever they hold, play and attempt, and whoever goes', async () => {
  const property = fc.asyncProperty(fc.array(sent, { maxLength: 8 }), fc.scheduler(), async (all, s) => {
    moment = () => s.schedule(Promise.resolve());
    holders.clear();
    overlaps = 0;
    increments = 0;
    const keyspace = newKeyspace();
    let answered = 0;
    for (const each of all) {
      const { reply, leave } = send(keyspace, each);
      void reply.then(() => answered++);
      if (each.leaves) void s.schedule(Promise.resolve()).then(leave);
    }
    await new Promise(setImmediate);
    while (s.count() > 0) {
      await s.waitNext(1);
      await new Promise(setImmediate);
    }
    expect([answered, overlaps]).toEqual([all.length, 0]);
    expect([keyspace.holds.idle, keyspace.late.running, keyspace.watches.idle]).toEqual([true, 0, true]);
    expect(sum(keyspace)).toBe(increments);
  });
  await fc.assert(property, { numRuns: 50 });
});

/** What all counters count together. */
function sum(keyspace: Keyspace): number {
  const call = new Call(keyspace, new Nobody(keyspace));
  const valueOf = (each: string) => {
    const request = requestOf(['GET', each]);
    return Number(call.valueOf(keyspace.runTurn(keyspace.lookup(request), request, call)));
  };
  return KEYS.map(valueOf).reduce((total, value) => total + value, 0);
}
