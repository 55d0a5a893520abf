import type { Message } from '../protocol/message';
import type { ByteSlice, Reply } from '../protocol/reply';
import type { Bytes, Entry } from './entry';
import type { Word } from './server';

/** A database as commands on the whole of it see it. */
export interface DatabaseView {
  readonly index: number;
  /** Keys, those that have expired but weren't met yet included. */
  readonly size: number;
  /** Keys with an expiry. */
  readonly expires: number;
  /** Milliseconds that values with an expiry still live, on average of some of them; 0 when there is none. */
  readonly averageTimeToLive: number;
  entry(key: string | Buffer): Entry;
  /** At least `count` keys (fewer at the end) from a cursor on, and the next cursor; 0 begins and ends. */
  scan(cursor: number, count: number): { cursor: number; keys: Entry[] };
  /** Every key. */
  entries(): Iterable<Entry>;
  /** A key at random, undefined when there is none. */
  randomKey(): Entry | undefined;
  /** Removes every key. */
  flush(): void;
}

/** A client's transaction as commands see it. */
export interface TransactionView {
  /** Whether commands are queued. */
  readonly isOpen: boolean;
  /** How many are queued, -1 when it isn't open. */
  readonly length: number;
  /** Whether EXEC runs what was queued. */
  readonly isRunning: boolean;
  /** Bytes of their words. */
  readonly bytes: number;
  /** Whether a watched key was changed. */
  readonly isTouched: boolean;
  /** From now on commands are queued. Throws a CommandError when they are already. */
  begin(): void;
  /**
   * Runs what is queued, as one turn; a null array when a watched key was changed. Throws a CommandError when nothing
   * is open, or a command was refused in place of being queued.
   */
  execute(): Reply;
  /** Forgets what is queued and watched. Throws a CommandError when nothing is open. */
  discard(): void;
  /** `execute` runs nothing once one of these keys was changed. Throws a CommandError while commands are queued. */
  watch(entries: readonly Entry[]): void;
  /** No key is watched any more. */
  unwatch(): void;
}

/** What clients subscribe to: a channel, all channels that match a pattern, a channel of a shard. */
export type Topic = 'channel' | 'pattern' | 'shard';

/** What tells the channels that a pattern is for. */
export interface ChannelPattern {
  matches(channel: ByteSlice): boolean;
}

/** What a client is subscribed to; names have one character a byte. */
export interface SubscriptionsView {
  /** How much it is in all. */
  readonly size: number;
  count(topic: Topic): number;
  names(topic: Topic): string[];
  /** Does nothing where it is subscribed already. */
  add(topic: Exclude<Topic, 'pattern'>, name: string): void;
  addPattern(name: string, pattern: ChannelPattern): void;
  delete(topic: Topic, name: string): void;
}

/** What all clients are subscribed to; names have one character a byte. */
export interface ChannelsView {
  /** How many different ones there are. */
  count(topic: Topic): number;
  names(topic: Topic): Iterable<string>;
  subscribers(topic: Topic, name: string): number;
  /** What a message makes, and for whom. */
  deliveries(channel: Bytes, message: Word | ByteSlice, sharded: boolean): readonly Delivery[];
}

/** A message on its way. */
export interface Delivery {
  readonly message: Message;
  readonly receivers: readonly Receiver[];
}

/** Who gets messages. */
export interface Receiver {
  send(message: Message): void;
}

/** How the server tells a client of changes of keys that it may have cached. */
export interface TrackingOptions {
  /** Number of the connection that is told in its place; 0 for its own. */
  readonly redirect: number;
  /** It is told of all keys with one of the prefixes, in place of those that it has read. */
  readonly broadcasts: boolean;
  /** Of one character a byte. */
  readonly prefixes: readonly string[];
  /** Of what it reads, it is told only of what it has asked for before. */
  readonly optIn: boolean;
  /** Of what it reads, it is not told of what it has asked not to be told. */
  readonly optOut: boolean;
  /** It is not told of what it changes itself. */
  readonly noLoop: boolean;
}

/** How a client is told of changes. */
export interface TrackingView extends TrackingOptions {
  /** Whether it has asked for the next command what `optIn` or `optOut` are about. */
  caching: boolean;
  /** Whether the connection that was to be told has gone. */
  readonly isBroken: boolean;
}

/** What the server remembers of the caches of clients. */
export interface TrackingFigures {
  readonly clients: number;
  readonly keys: number;
  /** Clients of all keys, added up. */
  readonly items: number;
  readonly prefixes: number;
}

/** Which limits of output are for a client. */
export type ClientType = 'normal' | 'replica' | 'pubsub';

/** A connection as commands see it. */
export interface SessionView {
  readonly id: number;
  /** Set by CLIENT SETNAME. */
  name: string;
  /** The number of the selected database. */
  database: number;
  /** The RESP version that replies are written in. */
  protocol: 2 | 3;
  authenticated: boolean;
  readonly address: string;
  readonly localAddress: string;
  readonly descriptor: number;
  /** Milliseconds since 1970. */
  readonly createdAt: number;
  readonly lastActiveAt: number;
  readonly lastCommand: string;
  /** False once the client has gone. */
  readonly connected: boolean;
  /** Bytes of requests that wait to be read, and of replies that wait to be sent. */
  readonly pendingInput: number;
  readonly pendingOutput: number;
  /** Bytes of room beside those of requests, and of the words of the command that runs or waits. */
  readonly freeInput: number;
  readonly argumentBytes: number;
  /** How many pieces of output wait to be sent. */
  readonly pendingPieces: number;
  /** What of the socket is waited for: `r`, more requests; `w`, that what was sent is taken. */
  readonly events: string;
  /** Which limits are for it. */
  readonly type: ClientType;
  readonly usesUnixSocket: boolean;
  /** Whether it closes once its replies are sent. */
  readonly isClosing: boolean;
  /** Set by CLIENT NO-EVICT. */
  noEvict: boolean;
  /** What it has queued, if it has. */
  readonly transaction: TransactionView;
  readonly subscriptions: SubscriptionsView;
  /** How it is told of changes, if it is. */
  readonly tracking: TrackingView | undefined;
  /** Has it told of changes, or no longer. Prefixes come beside those that it has. */
  track(options: TrackingOptions | undefined): void;
  /** Whether it sees the commands of all connections. */
  isMonitor: boolean;
  /** Whether a command of it waits. */
  readonly isBlocked: boolean;
  /** Ends the waiting, with an error or as if nothing had come in time; false when it doesn't wait. */
  unblock(withError: boolean): boolean;
  /** Sends what the client did not ask for: before the reply of the command that runs, if that is its own. */
  send(message: Message): void;
  /** The same, but after the reply of the command that runs. */
  sendAfter(message: Message): void;
  /** Which of the replies that come now the client gets. */
  hear(replies: 'all' | 'none' | 'all but the next'): void;
  /** Back to what a new connection has. */
  reset(): void;
  /** Closes the connection once the replies are sent. */
  close(): void;
  /** Closes the connection now, whatever waits to be run or sent. */
  kill(): void;
}
