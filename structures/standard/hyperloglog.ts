import {
  type ByteSlice,
  CommandError,
  type Entry,
  OK,
  reads,
  serves,
  type Server,
  status,
  Structure,
  structure,
  t,
  writes,
} from 'memo';
import {
  addElement,
  describeRuns,
  emptyHyperLogLog,
  estimate,
  forgetCount,
  isDense,
  isHyperLogLog,
  makeDense,
  raiseAll,
  readRegisters,
  REGISTERS,
} from '../data/hyper-log-log';
import { checkHyperLogLog } from '../data/hyper-log-log-check';
import { StringValue } from './string';

const about = { since: '2.8.9', group: 'hyperloglog' };

const notValid = () => new CommandError('WRONGTYPE Key is not a valid HyperLogLog string value.');
const corrupted = () => new CommandError('INVALIDOBJ Corrupted HLL object detected');

/** Strings that count different elements in 12 KB at most, with a standard error of 0.81 %. */
@structure()
export class HyperLogLog extends Structure {
  @writes(
    'Adds elements; answers 1 if that changed the estimate or created the key.',
    {
      ...about,
      complexity: 'O(1) for each element',
      flags: ['denyoom', 'fast'],
      keys: [['RW', 'insert']],
    },
    t.entry(),
    t.list(t.slice('element'), { optional: true }),
  )
  static PFADD(server: Server, entry: Entry, elements: readonly ByteSlice[]) {
    const isNew = !entry.exists;
    const { memory } = isNew ? create(entry) : opened(entry);
    const most = mostSparse(server);
    let changed = isNew;
    for (const element of elements) {
      const raised = addElement(memory, element, most);
      if (raised === undefined) throw corrupted();
      changed ||= raised;
    }
    if (changed) forgetCount(memory);
    else server.unchanged();
    return Number(changed);
  }

  @reads(
    'How many different elements were added, about, to any of the keys.',
    {
      ...about,
      complexity: 'O(N), N being the number of keys',
      keys: [['RW', 'access']],
    },
    t.list(t.entry()),
  )
  static PFCOUNT(_server: Server, entries: readonly Entry[]) {
    return estimate(registersOf(entries));
  }

  @writes(
    'Counts what any of the keys counts.',
    {
      misses: true,
      event: 'pfadd',
      ...about,
      complexity: 'O(N), N being the number of keys',
      flags: ['denyoom'],
      keys: [
        ['RW', 'access', 'insert'],
        ['RO', 'access'],
      ],
    },
    t.entry('destkey'),
    t.list(t.entry('sourcekey'), { optional: true }),
  )
  static PFMERGE(server: Server, target: Entry, sources: readonly Entry[]) {
    const all = [target, ...sources];
    const registers = registersOf(all);
    const becomesDense = all.some((entry) => entry.exists && isDense(found(entry)!.bytes));
    const { memory } = target.exists ? opened(target) : create(target);
    if (becomesDense && !makeDense(memory)) throw corrupted();
    if (!raiseAll(memory, registers, mostSparse(server))) throw corrupted();
    forgetCount(memory);
    return OK;
  }

  @writes(
    'Shows how it is laid out, for those who look after it: GETREG, DECODE, ENCODING, or TODENSE.',
    { event: false, ...about, complexity: 'N/A', flags: ['denyoom', 'admin'], keys: [['RW', 'access']] },
    t.text('subcommand'),
    t.entry(),
  )
  static PFDEBUG(server: Server, name: string, entry: Entry) {
    if (!entry.exists) throw new CommandError('ERR The specified key does not exist');
    const { memory } = opened(entry);
    const wasDense = isDense(memory.bytes);
    switch (name.toUpperCase()) {
      case 'GETREG':
        if (!makeDense(memory)) throw corrupted();
        return [...registersOf([entry])];
      case 'TODENSE':
        if (!makeDense(memory)) throw corrupted();
        return Number(!wasDense);
      case 'ENCODING':
        server.unchanged();
        return status(wasDense ? 'dense' : 'sparse');
      case 'DECODE':
        if (wasDense) throw new CommandError('ERR HLL encoding is not sparse');
        server.unchanged();
        return describeRuns(memory.bytes);
      default:
        throw new CommandError(`ERR Unknown PFDEBUG subcommand '${name}'`);
    }
  }

  @serves('Adds elements to runs and to registers, and checks that both count them, and well.', {
    ...about,
    complexity: 'N/A',
    flags: ['admin'],
  })
  static PFSELFTEST() {
    const wrong = checkHyperLogLog();
    if (wrong !== undefined) throw new CommandError(`TESTFAILED ${wrong}`);
    return OK;
  }
}

function create(entry: Entry): StringValue {
  entry.set(StringValue, emptyHyperLogLog());
  const string = entry.open(StringValue);
  string.widen(0);
  return string;
}

/** The string at a key to change; its encoding is raw from now on, changed or not. */
function opened(entry: Entry): StringValue {
  const string = found(entry)!;
  string.widen(0);
  return string;
}

/** The string at a key, undefined when absent. Throws WRONGTYPE for what is none, or counts nothing. */
function found(entry: Entry): StringValue | undefined {
  const string = entry.find(StringValue);
  if (string && !isHyperLogLog(string.bytes)) throw notValid();
  return string;
}

/** The highest of the keys' registers. */
function registersOf(entries: readonly Entry[]): Uint8Array {
  const registers = new Uint8Array(REGISTERS);
  for (const entry of entries) {
    const string = found(entry);
    if (string && !readRegisters(string.bytes, registers)) throw corrupted();
  }
  return registers;
}

const mostSparse = (server: Server) => server.memo.configuration.number('hll-sparse-max-bytes');
