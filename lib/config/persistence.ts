import { idle, memory, natural, oneOf, type Option, yesOrNo } from './kinds';

const CHOSEN_AT_START = { guarded: true } as const;

/** What is kept on disk, and where. */
export const persistenceOptions = {
  appendonly: {
    initial: 'yes',
    mutable: true,
    read: yesOrNo,
    help: 'whether what is changed is logged on disk',
  },
  appendfsync: {
    initial: 'everysec',
    mutable: true,
    read: oneOf('everysec', 'always', 'no'),
    help: 'when the log is synced: always before a reply, everysec, or no (when the system likes)',
  },
  dir: { initial: process.cwd(), ...CHOSEN_AT_START, help: 'folder of what is kept on disk' },
  appenddirname: { initial: 'appendonlydir', help: 'folder of the log, in --dir' },
  appendfilename: { initial: 'appendonly.aof', help: 'how the names of the log begin' },
  dbfilename: { initial: 'dump.rdb', ...CHOSEN_AT_START, help: 'snapshot that SAVE writes, in --dir' },
  save: {
    initial: '',
    mutable: true,
    words: true,
    ignored: 'there are no snapshots at intervals: only "" is possible',
    help: 'when to write snapshots; only "", never',
  },
  'accept-changed': {
    initial: '',
    words: true,
    help: 'structure whose commands in the log are replayed although its source has changed; repeatable',
  },
  'no-appendfsync-on-rewrite': idle('no', yesOrNo),
  'auto-aof-rewrite-percentage': {
    initial: '100',
    mutable: true,
    read: natural,
    help: 'the log is compacted when it has grown by so many percent; 0: never',
  },
  'auto-aof-rewrite-min-size': {
    initial: '67108864',
    mutable: true,
    read: memory(),
    help: 'but not while it is smaller',
  },
  'aof-disable-auto-gc': idle('no', yesOrNo),
  'aof-load-truncated': {
    initial: 'yes',
    mutable: true,
    read: yesOrNo,
    help: 'whether to start when the end of the log is cut off, without that end',
  },
  'aof-rewrite-incremental-fsync': idle('yes', yesOrNo),
  'aof-timestamp-enabled': idle('no', yesOrNo),
  'aof-use-rdb-preamble': idle('yes', yesOrNo),
  rdbchecksum: { initial: 'yes', read: yesOrNo, help: 'whether snapshots have a checksum' },
  rdbcompression: {
    initial: 'yes',
    mutable: true,
    read: yesOrNo,
    help: 'whether snapshots, and bases of the log, have long strings compressed',
  },
  'rdb-del-sync-files': idle('no', yesOrNo),
  'rdb-save-incremental-fsync': idle('yes', yesOrNo),
  'stop-writes-on-bgsave-error': idle('yes', yesOrNo),
  'sanitize-dump-payload': idle('no', oneOf('no', 'yes', 'clients')),
} as const satisfies Record<string, Option>;
