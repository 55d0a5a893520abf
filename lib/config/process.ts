import {
  clamped,
  fixed,
  idle,
  integer,
  long,
  natural,
  oneOf,
  only,
  type Option,
  words,
  yesOrNo,
} from './kinds';

const FOREGROUND = 'Memo stays in the foreground: systemd, a container or a shell runs it';
const ONE_THREAD = 'one thread runs the commands, and reads and writes for them';
const NO_SYSLOG = 'lines of the log go to standard output or a file';
const NOT_LINUX = 'Memo leaves that to the system';

/** The process, and what it tells of itself. */
export const processOptions = {
  databases: { initial: '16', read: integer(1n, 16384n), help: 'number of databases' },
  loglevel: {
    initial: 'notice',
    mutable: true,
    read: oneOf('debug', 'verbose', 'notice', 'warning', 'nothing'),
    help: 'debug, verbose, notice, warning or nothing',
  },
  logfile: { initial: '', help: 'file that log lines are appended to; standard output when it is empty' },
  daemonize: fixed('no', FOREGROUND, yesOrNo),
  supervised: fixed('no', FOREGROUND, oneOf('upstart', 'systemd', 'auto', 'no')),
  pidfile: fixed('', FOREGROUND),
  'set-proc-title': fixed('no', 'the title of the process stays as it is', yesOrNo),
  'proc-title-template': idle('{title} {listen-addr} {server-mode}'),
  'always-show-logo': fixed('no', 'there is no logo', yesOrNo),
  'syslog-enabled': fixed('no', NO_SYSLOG, yesOrNo),
  'syslog-ident': fixed('', NO_SYSLOG),
  'syslog-facility': fixed('local0', NO_SYSLOG),
  'crash-log-enabled': idle('yes', yesOrNo),
  'crash-memcheck-enabled': idle('yes', yesOrNo),
  'shutdown-on-sigint': idle('default', undefined, { words: true }),
  'shutdown-on-sigterm': idle('default', undefined, { words: true }),
  'shutdown-timeout': idle('10', natural),
  'ignore-warnings': idle(''),
  'io-threads': fixed('1', ONE_THREAD, integer(1n, 128n)),
  'io-threads-do-reads': fixed('no', ONE_THREAD, yesOrNo),
  server_cpulist: fixed('', NOT_LINUX),
  bio_cpulist: fixed('', NOT_LINUX),
  aof_rewrite_cpulist: fixed('', NOT_LINUX),
  bgsave_cpulist: fixed('', NOT_LINUX),
  'oom-score-adj': idle('no', oneOf('no', 'yes', 'relative', 'absolute')),
  'oom-score-adj-values': idle('0 200 800', words(3), { words: true }),
  'disable-thp': fixed('yes', NOT_LINUX, yesOrNo),
  'jemalloc-bg-thread': idle('yes', yesOrNo),
  hz: {
    initial: '10',
    mutable: true,
    read: clamped(1, 500),
    help: 'how often a second expired keys are looked for',
  },
  'dynamic-hz': idle('yes', yesOrNo),
  'handler-timeout': {
    initial: '5000',
    mutable: true,
    read: natural,
    help: "milliseconds after which a structure's handler is stopped; 0: none is",
  },
  'busy-reply-threshold': {
    initial: '5000',
    mutable: true,
    read: long,
    alias: 'lua-time-limit',
    help: 'milliseconds after which others are told BUSY while a handler runs; 0 or less: they wait',
  },
  'enable-protected-configs': fixed('no', 'what is guarded stays so', oneOf('yes', 'no', 'local')),
  'enable-debug-command': {
    initial: 'no',
    read: oneOf('no', 'yes', 'local'),
    help: 'whether clients may use DEBUG: no, yes, or local for those on this machine',
  },
  'enable-module-command': fixed(
    'no',
    'there are structures in place of modules',
    oneOf('yes', 'no', 'local'),
  ),
  'acl-pubsub-default': idle('resetchannels', oneOf('allchannels', 'resetchannels')),
  'acllog-max-len': idle('128', long),
  aclfile: { initial: '', read: only('', 'there are no users but the default one yet') },
} as const satisfies Record<string, Option>;
