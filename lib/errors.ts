/** A refusal that the client reads: `message` is the whole error line, its first word is the code. */
export class CommandError extends Error {
  override readonly name = 'CommandError';

  /** The first word of the message, e.g. `ERR` or `WRONGTYPE`. */
  get code(): string {
    return this.message.split(' ', 1)[0]!;
  }
}

/** Bytes that are no request. The client gets the message, then the connection is closed. */
export class ProtocolError extends Error {
  override readonly name = 'ProtocolError';
}

/** A structure, a script or an option that the server cannot start with. */
export class ConfigurationError extends Error {
  override readonly name = 'ConfigurationError';
}

/** A programming mistake in a handler: the server answers with an internal error and logs the stack. */
export class StructureError extends Error {
  override readonly name = 'StructureError';
}

/** A handler was stopped from outside: neither it nor one that plays it has a say in that. The client gets the refusal. */
export class StoppedError extends Error {
  override readonly name = 'StoppedError';

  constructor(readonly refusal: CommandError) {
    super(refusal.message);
  }
}

const fixed = (message: string) => () => new CommandError(message);

/** Every error that a client can see, in Redis' exact words where Redis has it. */
export const errors = {
  syntax: fixed('ERR syntax error'),
  wrongType: fixed('WRONGTYPE Operation against a key holding the wrong kind of value'),
  noSuchKey: fixed('ERR no such key'),
  notInteger: fixed('ERR value is not an integer or out of range'),
  notFloat: fixed('ERR value is not a valid float'),
  outOfRange: fixed('ERR value is out of range'),
  notInt32: fixed('ERR value is out of range, value must between -2147483648 and 2147483647'),
  notPositive: fixed('ERR value is out of range, must be positive'),
  indexOutOfRange: fixed('ERR index out of range'),
  offsetOutOfRange: fixed('ERR offset is out of range'),
  incrementOverflow: fixed('ERR increment or decrement would overflow'),
  decrementOverflow: fixed('ERR decrement would overflow'),
  notFinite: fixed('ERR increment would produce NaN or Infinity'),
  tooLong: fixed('ERR string exceeds maximum allowed size (proto-max-bulk-len)'),
  numkeysNotPositive: fixed('ERR numkeys should be greater than 0'),
  sameObject: fixed('ERR source and destination objects are the same'),
  databaseIndex: fixed('ERR DB index is out of range'),
  invalidFirstDatabase: fixed('ERR invalid first DB index'),
  invalidSecondDatabase: fixed('ERR invalid second DB index'),
  invalidCursor: fixed('ERR invalid cursor'),
  authenticationRequired: fixed('NOAUTH Authentication required.'),
  helloWithoutAuth: fixed(
    'NOAUTH HELLO must be called with the client already authenticated, otherwise the HELLO AUTH <user> <pass> option can be used to authenticate the client and select the RESP protocol version at the same time',
  ),
  wrongPassword: fixed('WRONGPASS invalid username-password pair or user is disabled.'),
  noPasswordSet: fixed(
    'ERR AUTH <password> called without any password configured for the default user. Are you sure your configuration is correct?',
  ),
  invalidClientName: fixed('ERR Client names cannot contain spaces, newlines or special characters.'),
  invalidClientId: fixed('ERR Invalid client ID'),
  notProtocolVersion: fixed('ERR Protocol version is not an integer or out of range'),
  noShutdown: fixed('ERR No shutdown in progress.'),
  noConfigurationFile: fixed('ERR The server is running without a config file'),
  expiryConditionsOfNx: fixed('ERR NX and XX, GT or LT options at the same time are not compatible'),
  expiryConditionsOfGt: fixed('ERR GT and LT options at the same time are not compatible'),
  noAccessFrequency: fixed(
    'ERR An LFU maxmemory policy is not selected, access frequency not tracked. Please note that when switching between policies at runtime LRU and LFU data will take some time to adjust.',
  ),
  noIdleTime: fixed(
    'ERR An LFU maxmemory policy is selected, idle time not tracked. Please note that when switching between policies at runtime LRU and LFU data will take some time to adjust.',
  ),
  invalidKeyArguments: fixed('ERR Invalid arguments specified for command'),
  noKeyArguments: fixed('ERR The command has no key arguments'),
  invalidCommand: fixed('ERR Invalid command specified'),
  invalidCommandArity: fixed('ERR Invalid number of arguments specified for command'),
  unsupportedProtocol: fixed('NOPROTO unsupported protocol version'),

  tooManyClients: fixed('ERR max number of clients reached'),
  protectedMode: fixed(
    'DENIED Redis is running in protected mode: no password is set, so connections are taken from this machine only. To let others in, set a password with CONFIG SET requirepass or in the configuration file; or, where a firewall keeps strangers out, turn it off with CONFIG SET protected-mode no, or --protected-mode no.',
  ),
  invalidKillId: fixed('ERR client-id should be greater than 0'),
  noSuchClient: fixed('ERR No such client'),
  pauseMode: fixed('ERR CLIENT PAUSE mode must be WRITE or ALL'),
  timeoutNotInteger: fixed('ERR timeout is not an integer or out of range'),
  clusterDisabled: fixed('ERR This instance has cluster support disabled'),
  failoverWithoutReplicas: fixed('ERR FAILOVER requires connected replicas.'),
  noFailover: fixed('ERR No failover in progress.'),
  failoverTimeout: fixed('ERR FAILOVER timeout must be greater than 0'),
  invalidMasterPort: fixed('ERR Invalid master port'),
  noReplication: fixed('ERR replication is not built yet: this server can only be a master'),
  unblockReason: fixed('ERR CLIENT UNBLOCK reason should be TIMEOUT or ERROR'),
  notTimeout: fixed('ERR timeout is not a float or out of range'),
  negativeTimeout: fixed('ERR timeout is negative'),
  unblocked: fixed('UNBLOCKED client unblocked via CLIENT UNBLOCK'),
  prefixWithoutBroadcast: fixed('ERR PREFIX option requires BCAST mode to be enabled'),
  optInAndOut: fixed("ERR You can't specify both OPTIN mode and OPTOUT mode"),
  optionsOfBroadcast: fixed('ERR OPTIN and OPTOUT are not compatible with BCAST'),
  noRedirection: fixed('ERR The client ID you want redirect to does not exist'),
  severalRedirections: fixed('ERR A client can only redirect to a single other client'),
  switchedBroadcast: fixed(
    "ERR You can't switch BCAST mode on/off before disabling tracking for this client, and then re-enabling it with a different mode.",
  ),
  switchedOption: fixed(
    "ERR You can't switch OPTIN/OPTOUT mode before disabling tracking for this client, and then re-enabling it with a different mode.",
  ),
  cachingWithoutOption: fixed(
    'ERR CLIENT CACHING can be called only when the client is in tracking mode with OPTIN or OPTOUT mode enabled',
  ),
  cachingYes: fixed('ERR CLIENT CACHING YES is only valid when tracking is enabled in OPTIN mode.'),
  cachingNo: fixed('ERR CLIENT CACHING NO is only valid when tracking is enabled in OPTOUT mode.'),
  overlappingPrefix: (prefix: string, other: string, which: 'an existing' | 'another provided') =>
    new CommandError(
      `ERR Prefix '${prefix}' overlaps with ${which} prefix '${other}'. Prefixes for a single client must not overlap.`,
    ),
  nestedTransaction: fixed('ERR MULTI calls can not be nested'),
  watchInTransaction: fixed('ERR WATCH inside MULTI is not allowed'),
  transactionAborted: fixed('EXECABORT Transaction discarded because of previous errors.'),
  notInTransaction: fixed('ERR Command not allowed inside a transaction'),

  badDataFormat: fixed('ERR Bad data format'),

  wrongArity: (command: string) =>
    refused(command, `wrong number of arguments for '${wireName(command)}' command`),
  withoutTransaction: (command: string) => new CommandError(`ERR ${command} without MULTI`),
  removedCommand: (command: string) =>
    new CommandError(`ERR ${command} is no command any more: the structures were reloaded meanwhile`),
  noLongerWaits: (command: string) =>
    new CommandError(`ERR ${command} became async as the structures were reloaded: send it again`),
  reloadRuns: fixed('ERR a reload runs already'),
  reloadFinishes: fixed(
    'ERR the last reload is not finished: the log is not compacted yet that the code before it has written',
  ),
  reloadFailed: (reason: string) => new CommandError(`ERR not reloaded, the old code runs on: ${reason}`),
  transactionRefused: (reason: string) =>
    new CommandError(`EXECABORT Transaction discarded because of: ${reason}`),
  whileSubscribed: (command: string) =>
    refused(
      command,
      `Can't execute '${wireName(command)}': only (P|S)SUBSCRIBE / (P|S)UNSUBSCRIBE / PING / QUIT / RESET are allowed in this context`,
    ),
  subscribedInTransaction: fixed("ERR SSUBSCRIBE isn't allowed for a DENY BLOCKING client"),
  misusedSubcommand: (command: string, word: string) =>
    new CommandError(
      `ERR unknown subcommand or wrong number of arguments for '${word.slice(0, 128)}'. Try ${command} HELP.`,
    ),
  asyncInTransaction: (command: string) =>
    new CommandError(`ERR ${command} is async, it can't run in a transaction`),
  tookTooLong: (command: string, limit: string) =>
    new CommandError(`TIMEOUT ${command} was ended: it took longer than ${limit}`),
  ended: (command: string, reason: string) => new CommandError(`ERR ${command} was ended: ${reason}`),
  heldByMany: (key: string, most: number) =>
    new CommandError(
      `HELD an async command holds the key '${key.slice(0, 128)}', and ${most} commands wait for it already (async-max-waiting)`,
    ),
  conflict: (command: string, tries: number, key = '') =>
    new CommandError(
      `CONFLICT ${command} was tried ${tries === 1 ? 'once' : `${tries} times`}, and what it had read was changed before it could commit${key && `: the key '${key.slice(0, 128)}'`}`,
    ),
  unknownCommand: (command: string, words: readonly string[]) =>
    new CommandError(
      `ERR unknown command '${command.slice(0, 128)}', with args beginning with: ${beginning(words)}`,
    ),
  unknownSubcommand: (command: string, word: string) =>
    new CommandError(`ERR unknown subcommand '${word.slice(0, 128)}'. Try ${command.toUpperCase()} HELP.`),
  commandNotAllowed: (command: string, option: string) =>
    new CommandError(
      `ERR ${command} command not allowed. If the ${option} option is set to "local", you can run it from a local connection, otherwise you need to set this option in the configuration file, and then restart the server.`,
    ),
  unsupportedOption: (word: string) => new CommandError(`ERR Unsupported option ${word}`),
  helloOption: (word: string) => new CommandError(`ERR Syntax error in HELLO option '${word}'`),
  rewriteFailed: (reason: string) => new CommandError(`ERR Rewriting config file: ${reason}`),
  noSuchUser: (name: string) => new CommandError(`ERR No such user '${name}'`),
  unknownClientType: (word: string) => new CommandError(`ERR Unknown client type '${word}'`),
  unknownOption: (name: string) =>
    new CommandError(`ERR Unknown option or number of arguments for CONFIG SET - '${name}'`),
  invalidOption: (name: string, reason: string) =>
    new CommandError(`ERR CONFIG SET failed (possibly related to argument '${name}') - ${reason}`),
  invalidExpireTime: (command: string) =>
    new CommandError(`ERR invalid expire time in '${command.toLowerCase()}' command`),
  notLoaded: (name: string) =>
    new CommandError(`WRONGTYPE The value at the key is a ${name}, and no structure of that name is loaded`),
  unknownStructure: (name: string) =>
    new CommandError(`ERR the value is a ${name}, and no such structure is registered`),
  unknownPart: (owner: string, name: string) =>
    new CommandError(`ERR the value is a ${owner} that holds a ${name}, which its static classes don't name`),
  newerVersion: (name: string, saved: number, present: number) =>
    new CommandError(`ERR the value is a ${name} of version ${saved}, the registered one is of ${present}`),
  noUpgrade: (name: string, saved: number, present: number) =>
    new CommandError(
      `ERR the value is a ${name} of version ${saved}, the registered one is of ${present} and has no static upgrade`,
    ),
  upgradeFailed: (name: string, saved: number, reason: string) =>
    new CommandError(`ERR ${name}.upgrade of a value of version ${saved} failed: ${reason}`),
  alarmMisfit: (reason: string) =>
    new CommandError(`ERR the value has an alarm that could never ring: ${reason}`),
  unrepeatable: (command: string) =>
    new CommandError(
      `ERR ${command} can't be played in a @writes command, since replay would be answered something else: take what it answers as an argument, or play it in a @serves command`,
    ),
  untraceable: (command: string, reason: string) =>
    new CommandError(`ERR ${command} can't be traced: ${reason}`),
  handlerStopped: (command: string, limit: number) =>
    new CommandError(
      `ERR ${command} was stopped: it ran longer than ${limit} milliseconds (handler-timeout)`,
    ),
  handlerKilled: (command: string) => new CommandError(`ERR ${command} was stopped by MEMO KILL`),
  busy: (command: string) =>
    new CommandError(`BUSY Memo is busy running ${command}. You can only call MEMO KILL or SHUTDOWN NOSAVE.`),
  notBusy: fixed('NOTBUSY No handlers in execution right now.'),
  internal: (command: string, reason: string) =>
    new CommandError(`ERR internal error in ${command}: ${reason}`),
  loading: fixed('LOADING Redis is loading the dataset in memory'),
  noLog: fixed('ERR there is no log to compact: appendonly is no'),
  alreadyCompacting: fixed('ERR Background append only file rewriting already in progress'),
  compactingNow: fixed(
    "ERR Another child process is active (AOF?): can't BGSAVE right now. Use BGSAVE SCHEDULE in order to schedule a BGSAVE whenever possible.",
  ),
  alreadySaving: fixed('ERR Background save already in progress'),
  saveFailed: fixed('ERR'),
  notReloaded: fixed('ERR Error trying to load the RDB dump, check server logs.'),
  logNotReloaded: fixed('ERR Error trying to load the AOF files, check server logs.'),
  shutdownFailed: fixed('ERR Errors trying to SHUTDOWN. Check logs.'),
  logNotWritten: (reason: string) => new CommandError(`MISCONF Errors writing to the AOF file: ${reason}`),
} as const;

/** The name of a command as Redis writes it, with a bar before the sub-command. */
export const wireName = (command: string) => command.toLowerCase().replace(' ', '|');

/** What refuses EXEC ends the transaction, too. */
const refused = (command: string, reason: string): CommandError =>
  command === 'EXEC' ? errors.transactionRefused(reason) : new CommandError(`ERR ${reason}`);

/** Redis shows the first words, each in quotes, until about 128 characters are said. */
function beginning(words: readonly string[]): string {
  let shown = '';
  for (const word of words) {
    if (shown.length >= 128) break;
    shown += `'${word.slice(0, 128 - shown.length)}' `;
  }
  return shown;
}
