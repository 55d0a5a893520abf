import { CommandError, type Entry, reads, type Server, Structure, structure, t } from 'memo';

const about = { since: '2.2.3', group: 'generic', tips: ['nondeterministic_output'], keys: [['RO']] };

/** Values that know how they are laid out say it as Redis does. */
interface Encoded {
  encoding?(): string;
}

/** How a value is kept. */
@structure()
export class ObjectCommands extends Structure {
  @reads('How the value is laid out.', about, t.entry())
  static 'OBJECT ENCODING'(_server: Server, entry: Entry) {
    const value = entry.value({ touch: false }) as Encoded | undefined;
    return value && (value.encoding?.() ?? 'raw');
  }

  @reads('How many references to the value there are: always one.', about, t.entry())
  static 'OBJECT REFCOUNT'(_server: Server, entry: Entry) {
    return entry.exists ? 1 : null;
  }

  @reads('Seconds since the value was last used.', about, t.entry())
  static 'OBJECT IDLETIME'(_server: Server, entry: Entry) {
    return entry.exists ? Math.floor(entry.idle / 1000) : null;
  }

  @reads(
    'How often the value is used; only counted under an LFU policy, which Memo has none of.',
    about,
    t.entry(),
  )
  static 'OBJECT FREQ'(_server: Server, entry: Entry) {
    if (!entry.exists) return null;
    throw new CommandError(
      'ERR An LFU maxmemory policy is not selected, access frequency not tracked. Please note that when switching between policies at runtime LRU and LFU data will take some time to adjust.',
    );
  }
}
