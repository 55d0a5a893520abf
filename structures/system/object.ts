import { type Entry, errors, reads, type Server, Structure, structure, t } from 'memo';

const about = {
  since: '2.2.3',
  group: 'generic',
  complexity: 'O(1)',
  tips: ['nondeterministic_output'],
  keys: [['RO']],
};

/** What values say of themselves as Redis does. */
interface Described {
  encoding?(): string;
  references?(): number;
}

/** How a value is kept. */
@structure()
export class ObjectCommands extends Structure {
  @reads('How the value is laid out.', about, t.entry())
  static 'OBJECT ENCODING'(_server: Server, entry: Entry) {
    const value = entry.value({ touch: false }) as Described | undefined;
    return value && (value.encoding?.() ?? 'raw');
  }

  @reads('How many references to the value there are.', about, t.entry())
  static 'OBJECT REFCOUNT'(_server: Server, entry: Entry) {
    const value = entry.value({ touch: false }) as Described | undefined;
    return value && (value.references?.() ?? 1);
  }

  @reads('Seconds since the value was last used.', about, t.entry())
  static 'OBJECT IDLETIME'(_server: Server, entry: Entry) {
    return entry.exists ? Math.floor(entry.idle / 1000) : null;
  }

  @reads(
    'How often the value is used; only counted under an LFU policy, which Memo has none of.',
    { ...about, since: '4.0.0' },
    t.entry(),
  )
  static 'OBJECT FREQ'(_server: Server, entry: Entry) {
    if (!entry.exists) return null;
    throw errors.noAccessFrequency();
  }
}
