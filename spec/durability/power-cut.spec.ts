import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Memo, type MemoOptions } from '../../lib/index';
import { seededRandom } from '../bench/random';
import { compactHere } from '../support/compact-here';
import { Conversation } from '../support/conversation';
import { afterPowerCut, layOut, survivals } from '../support/power-cut';
import { type Operation, RecordingFileSystem } from '../support/recording-file-system';
import { readReply, type WireReply } from '../support/reply-reader';
import { Dice, Ledger } from './crash-structures';

/** For a long run: MEMO_POWER_CUTS=5000 npx jest spec/durability/power-cut. MEMO_CUT_SEED repeats one. */
const { MEMO_POWER_CUTS, MEMO_CUT_SEED } = process.env;
const CUTS = Number(MEMO_POWER_CUTS ?? 35);
const SEED = Number(MEMO_CUT_SEED ?? Date.now() % 2 ** 31);

jest.setTimeout(60_000 + CUTS * 1000);

type Policy = 'always' | 'everysec';

/** With `everysec` several batches may be unsynced: one that is whole behind one that isn't is damage. */
const survivalsOf = (policy: Policy) =>
  survivals.filter(({ data }) => policy === 'always' || !data.endsWith('sectors'));

/** An entry that was acknowledged. */
interface Acknowledged {
  /** How many operations of the disk there were then, or a few more. */
  readonly at: number;
  readonly reply: string;
}

const optionsOf = (directory: string, appendfsync: Policy): MemoOptions => ({
  port: 0,
  structures: [Dice, Ledger],
  configuration: {
    appendonly: 'yes',
    dir: directory,
    appendfsync,
    'handler-timeout': '0',
    'busy-reply-threshold': '0',
  },
});

const say = async (conversation: Conversation, line: string): Promise<WireReply> =>
  readReply(await conversation.say(...line.split(' ')))!;

/** A server whose disk is recorded, and which is written to entry by entry. */
class Recorded {
  readonly acknowledged: Acknowledged[] = [];
  readonly files: RecordingFileSystem;
  private memo!: Memo;
  private conversation!: Conversation;

  constructor(
    private readonly directory: string,
    private readonly policy: Policy,
  ) {
    this.files = new RecordingFileSystem(directory);
  }

  async start(): Promise<void> {
    const options = { ...optionsOf(this.directory, this.policy), files: this.files };
    this.memo = await new Memo({ ...options, compactor: compactHere(options) }).start();
    this.conversation = await Conversation.open(this.memo.port);
  }

  async stop(): Promise<void> {
    this.conversation.close();
    await this.memo.stop();
  }

  async write(count: number): Promise<void> {
    for (let left = count; left > 0; left--) await this.enter(this.acknowledged.length + 1);
  }

  /** What was written is synced, as it is once a second. */
  async sync(): Promise<void> {
    await this.memo.persistence.log.settle();
  }

  async compactAmidst(count: number): Promise<void> {
    await say(this.conversation, 'BGREWRITEAOF');
    while (this.memo.persistence.compactions.isRunning) await this.write(1);
    await this.write(count);
  }

  private async enter(number: number): Promise<void> {
    let reply!: WireReply;
    for (const line of linesOf(number)) reply = await say(this.conversation, line);
    expect(reply.type).not.toBe('-');
    this.acknowledged.push({ at: this.files.operations.length, reply: reply.text });
  }
}

/** Entries are a transaction, a command of several keys, and one that draws what replay must give again. */
function linesOf(number: number): string[] {
  if (number % 3 === 0) return ['MULTI', `RPUSH list ${number}`, `INCR count`, 'EXEC'];
  return [number % 3 === 1 ? `ENTER ledger ${number}` : `ROLL dice ${number}`];
}

async function record(directory: string, policy: Policy): Promise<Recorded> {
  const recorded = new Recorded(directory, policy);
  await recorded.start();
  await recorded.write(12);
  await recorded.sync();
  await recorded.write(9);
  await recorded.compactAmidst(10);
  await recorded.stop();
  await recorded.start();
  await recorded.write(10);
  await recorded.compactAmidst(5);
  await recorded.sync();
  await recorded.write(8);
  await recorded.stop();
  return recorded;
}

/** How many entries a server has that starts there; all of them, and nothing of another. */
async function recover(directory: string, acknowledged: readonly Acknowledged[]): Promise<number> {
  const memo = await new Memo(optionsOf(directory, 'always')).start();
  const conversation = await Conversation.open(memo.port);
  try {
    return await count(conversation, acknowledged);
  } finally {
    conversation.close();
    await memo.stop();
  }
}

async function count(conversation: Conversation, acknowledged: readonly Acknowledged[]): Promise<number> {
  const wordsOf = async (line: string) =>
    ((await say(conversation, line)).items ?? []).map(({ text }) => text);
  const found = [...(await wordsOf('LRANGE list 0 -1')), ...(await wordsOf('LRANGE ledger:list 0 -1'))];
  const thrown = await wordsOf('THROWS dice');
  const all = [...found, ...thrown.map((text) => text.split(' ', 1)[0]!)].map(Number);
  const sorted = all.sort((one, other) => one - other);
  const length = sorted.length;
  expect(sorted).toEqual(Array.from({ length }, (_, index) => index + 1));
  const isDice = (_: Acknowledged, index: number) => index < length && (index + 1) % 3 === 2;
  expect(thrown).toEqual(acknowledged.filter(isDice).map(({ reply }) => reply));
  const numberAt = async (key: string) => Math.max(0, Number((await say(conversation, `GET ${key}`)).text));
  const [pages, entries] = [await numberAt('count'), await numberAt('ledger:count')];
  expect([pages, entries]).toEqual([Math.floor(length / 3), Math.floor((length + 2) / 3)]);
  return length;
}

/** How many entries are on disk for sure when the power is cut before an operation. */
function certain({ acknowledged, files: { operations } }: Recorded, point: number, policy: Policy): number {
  const before = (limit: number) => acknowledged.filter(({ at }) => at <= limit).length;
  if (policy === 'always') return before(point);
  const isLog = (file: number) =>
    operations.some(
      (other) => other.kind === 'create' && other.file === file && other.name.includes('.incr.'),
    );
  const syncs = operations
    .slice(0, point)
    .flatMap((operation: Operation) =>
      operation.kind === 'sync' && isLog(operation.file) ? [before(operation.before)] : [],
    );
  return Math.max(0, ...syncs);
}

describe.each<Policy>(['always', 'everysec'])('When the power is cut, with appendfsync %s,', (policy) => {
  let directory: string;
  let recorded: Recorded;
  const random = seededRandom(SEED);
  const below = (limit: number) => Math.floor(random() * limit);

  beforeAll(async () => {
    directory = mkdtempSync(join(tmpdir(), 'memo-cut-'));
    recorded = await record(directory, policy);
  });

  afterAll(() => {
    rmSync(directory, { recursive: true, force: true });
  });

  it('the server starts, and has what was certain, and the first so many of the rest', async () => {
    const { files, acknowledged } = recorded;
    const possible = survivalsOf(policy);
    const lengths = new Set<number>();
    for (let cut = 0; cut < CUTS; cut++) {
      const point = below(files.operations.length + 1);
      const mixture = below(possible.length);
      try {
        layOut(directory, afterPowerCut(files, point, possible[mixture]!));
        const length = await recover(directory, acknowledged);
        expect(length).toBeGreaterThanOrEqual(certain(recorded, point, policy));
        expect(await recover(directory, acknowledged)).toBe(length);
        lengths.add(length);
      } catch (error) {
        const place = `MEMO_CUT_SEED=${SEED}, cut ${cut}, before operation ${point}, survival ${mixture}`;
        throw new Error(`${place}: ${String(error)}`, { cause: error });
      }
    }
    expect(lengths.size).toBeGreaterThan(5);
  });
});
