import { type Entry, errors, reads, type Server, Structure, structure, t } from 'memo';

const about = {
  since: '2.2.3',
  group: 'generic',
  complexity: 'O(1)',
  misses: false,
  tips: ['nondeterministic_output'],
  unrepeatable: true,
  keys: [['RO']],
};

/** What a value says of itself as Redis does; a field of that name is something else. */
function told<T>(entry: Entry, name: 'encoding' | 'references', otherwise: T): T | undefined {
  const value = entry.value({ touch: false }) as Record<string, (() => T) | undefined> | undefined;
  if (!value) return undefined;
  return typeof value[name] === 'function' ? value[name]() : otherwise;
}

/** How a value is kept. */
@structure()
export class ObjectCommands extends Structure {
  @reads('How the value is laid out.', about, t.entry())
  static 'OBJECT ENCODING'(_server: Server, entry: Entry) {
    return told(entry, 'encoding', 'raw');
  }

  @reads('How many references to the value there are.', about, t.entry())
  static 'OBJECT REFCOUNT'(_server: Server, entry: Entry) {
    return told(entry, 'references', 1);
  }

  @reads('Seconds since the value was last used.', about, t.entry())
  static 'OBJECT IDLETIME'(_server: Server, entry: Entry) {
    if (!entry.exists) return null;
    if (entry.frequency !== undefined) throw errors.noIdleTime();
    return Math.floor(entry.idle / 1000);
  }

  @reads(
    'How often the value is used, as a logarithm that shrinks in time; only counted under an LFU policy.',
    { ...about, since: '4.0.0' },
    t.entry(),
  )
  static 'OBJECT FREQ'(_server: Server, entry: Entry) {
    if (!entry.exists) return null;
    if (entry.frequency === undefined) throw errors.noAccessFrequency();
    return entry.frequency;
  }
}
