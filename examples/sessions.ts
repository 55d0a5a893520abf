import { randomUUID } from 'node:crypto';
import { reads, Structure, structure, t, writes, type Entry, type Server } from 'memo';

interface Session {
  readonly milliseconds: number;
  until: number;
  readonly values: Map<string, string>;
}

/**
 * The sessions of one user, on all devices. Each ends when it was not used for a time of its own; the key with the last of
 * them. To log a user out everywhere, delete the key.
 */
@structure()
export class Sessions extends Structure {
  /** By their ids, which nobody can guess; the oldest first. */
  private readonly sessions = new Map<string, Session>();

  @writes(
    'Begin a session that ends when it is not used for so many seconds. Answers its id. Of more than so many devices the oldest are logged out.',
    { complexity: 'O(N) for N sessions of the user', flags: ['denyoom'] },
    t.entry('user'),
    t.int('seconds', { min: 1 }),
    t.optional(t.int('devices', { min: 1 })),
  )
  static LOGIN(server: Server, user: Entry, seconds: number, devices = Infinity) {
    const id = randomUUID();
    const { sessions } = user.open(Sessions);
    sessions.set(id, {
      milliseconds: seconds * 1000,
      until: server.now() + seconds * 1000,
      values: new Map(),
    });
    for (const [old, { until }] of sessions)
      if (until <= server.now() || sessions.size > devices) sessions.delete(old);
    user.expireAt(Math.max(...[...sessions.values()].map(({ until }) => until)));
    return id;
  }

  @writes(
    'What a session has in mind; null when there is none. It is used by that: a tenth of its time later, it begins anew.',
    { complexity: 'O(N) for N values' },
    t.text('id'),
  )
  SESSION(id: string) {
    const session = this.find(id);
    if (!session) return this.server.unchanged(null);
    const until = this.server.now() + session.milliseconds;
    if (until - session.until < session.milliseconds / 10) return this.server.unchanged(session.values);
    session.until = until;
    this.entry.expireAt(Math.max(until, this.entry.expiry ?? 0));
    return session.values;
  }

  @writes(
    'Let a session remember values; whether there is such a session.',
    { complexity: 'O(N) for N values', flags: ['denyoom'] },
    t.text('id'),
    t.pairList(t.text('name'), t.text('value')),
  )
  REMEMBER(id: string, values: readonly (readonly [string, string])[]) {
    const session = this.find(id);
    for (const [name, value] of values) session?.values.set(name, value);
    return session !== undefined;
  }

  @writes('End a session; whether there was one.', { complexity: 'O(1)', flags: ['fast'] }, t.text('id'))
  LOGOUT(id: string) {
    return this.sessions.delete(id);
  }

  @reads('The ids of sessions, and in how many milliseconds each ends.', {
    complexity: 'O(N) for N sessions',
  })
  DEVICES() {
    const now = this.server.now();
    const live = [...this.sessions].filter(([, { until }]) => until > now);
    return new Map(live.map(([id, { until }]) => [id, until - now]));
  }

  isEmpty() {
    return this.sessions.size === 0;
  }

  private find(id: string): Session | undefined {
    const session = this.sessions.get(id);
    return session && session.until > this.server.now() ? session : undefined;
  }
}
