import {
  type Entry,
  errors,
  OK,
  Packed,
  reads,
  type Reply,
  serves,
  type Server,
  Structure,
  structure,
  t,
  verbatim,
} from 'memo';
import { objectSize } from '../data/object-size';
import { collectGarbage, heapReport, memoryAdvice, memoryFigures } from './memory-figures';

const about = { since: '4.0.0', group: 'server', complexity: 'O(1)' };
const figures = {
  ...about,
  unrepeatable: true,
  tips: ['nondeterministic_output', 'request_policy:all_shards', 'response_policy:special'],
};

const FEW_SAMPLES = 5;

/** What keys and the server take of the memory. */
@structure()
export class MemoryCommands extends Structure {
  @reads(
    'Bytes that a key and its value take; of objects so many items stand for the others, all with 0.',
    {
      ...about,
      complexity: 'O(N), N being the number of samples',
      misses: false,
      keys: [['RO']],
      unrepeatable: true,
    },
    t.entry(),
    t.options({
      samples: t.keyword('SAMPLES', t.int('count', { min: 0, outOfRange: errors.syntax().message })),
    }),
  )
  static 'MEMORY USAGE'(
    _server: Server,
    entry: Entry,
    { samples = FEW_SAMPLES }: { samples: number | undefined },
  ) {
    const value = entry.value({ touch: false });
    if (value === undefined) return null;
    return entry.memoryUsage + liveBytes(value, samples === 0 ? Infinity : samples);
  }

  @serves('What the memory is used for, in bytes.', figures)
  static 'MEMORY STATS'(server: Server): Reply {
    return memoryFigures(server);
  }

  @serves('What is wrong with the use of the memory, if anything is.', figures)
  static 'MEMORY DOCTOR'(server: Server): Reply {
    return verbatim(memoryAdvice(server));
  }

  @serves("What V8 tells of JavaScript's heap.", figures)
  static 'MEMORY MALLOC-STATS'(): Reply {
    return verbatim(heapReport());
  }

  @serves('Collects garbage, and gives back the memory that is free then; nothing else runs meanwhile.', {
    ...about,
    complexity: "O(N), N being what is alive on JavaScript's heap",
    tips: ['request_policy:all_shards', 'response_policy:all_succeeded'],
  })
  static 'MEMORY PURGE'() {
    collectGarbage();
    return OK;
  }
}

/** Bytes of the object that a value is, or has in the place of its bytes. */
function liveBytes(value: unknown, samples: number): number {
  const { memoryUsage } = value as { memoryUsage?: unknown };
  if (typeof memoryUsage === 'function') return memoryUsage.call(value) as number;
  return objectSize(value instanceof Packed ? value.memory.object : value, samples);
}
