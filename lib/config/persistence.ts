import { fixed, idle, memory, natural, oneOf, only, type Option, yesOrNo } from './kinds';

const IN_MEMORY = 'keys live in memory only';

/** What would be kept on disk. */
export const persistenceOptions = {
  appendonly: {
    initial: 'no',
    mutable: true,
    read: only('no', 'durability is not built yet: only no is possible', yesOrNo),
    help: 'whether to keep a log on disk; only no for now',
  },
  save: {
    initial: '',
    mutable: true,
    words: true,
    ignored: 'there are no snapshots: only "" is possible',
    help: 'when to write snapshots; only "", never',
  },
  dir: fixed(process.cwd(), IN_MEMORY, undefined, { guarded: true }),
  dbfilename: fixed('dump.rdb', IN_MEMORY, undefined, { guarded: true }),
  appendfilename: fixed('appendonly.aof', IN_MEMORY),
  appenddirname: fixed('appendonlydir', IN_MEMORY),
  appendfsync: idle('everysec', oneOf('everysec', 'always', 'no')),
  'no-appendfsync-on-rewrite': idle('no', yesOrNo),
  'auto-aof-rewrite-percentage': idle('100', natural),
  'auto-aof-rewrite-min-size': idle('67108864', memory()),
  'aof-disable-auto-gc': idle('no', yesOrNo),
  'aof-load-truncated': idle('yes', yesOrNo),
  'aof-rewrite-incremental-fsync': idle('yes', yesOrNo),
  'aof-timestamp-enabled': idle('no', yesOrNo),
  'aof-use-rdb-preamble': idle('yes', yesOrNo),
  rdbchecksum: fixed('yes', IN_MEMORY, yesOrNo),
  rdbcompression: idle('yes', yesOrNo),
  'rdb-del-sync-files': idle('no', yesOrNo),
  'rdb-save-incremental-fsync': idle('yes', yesOrNo),
  'stop-writes-on-bgsave-error': idle('yes', yesOrNo),
  'sanitize-dump-payload': idle('no', oneOf('no', 'yes', 'clients')),
} as const satisfies Record<string, Option>;
