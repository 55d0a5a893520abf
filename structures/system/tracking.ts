import {
  errors,
  OK,
  type Reply,
  serves,
  type Server,
  setOf,
  Structure,
  structure,
  t,
  type TrackingView,
} from 'memo';

const about = {
  group: 'connection',
  complexity: 'O(1)',
  flags: ['noscript', 'loading', 'stale'],
  unrepeatable: true,
};

const OPTIONS = t.options({
  redirects: t.repeated(t.keyword('REDIRECT', t.int('client-id')), { undocumented: true }),
  prefixes: t.repeated(t.keyword('PREFIX', t.wire('prefix'))),
  broadcasts: t.flag('BCAST'),
  optIn: t.flag('OPTIN'),
  optOut: t.flag('OPTOUT'),
  noLoop: t.flag('NOLOOP'),
});

interface Options {
  readonly redirects: readonly number[];
  readonly prefixes: readonly string[];
  readonly broadcasts: boolean;
  readonly optIn: boolean;
  readonly optOut: boolean;
  readonly noLoop: boolean;
}

/** Clients that cache what they read are told when it changes. */
@structure()
export class TrackingCommands extends Structure {
  @serves(
    'Has this connection told of changes of keys that it may have cached, or no longer.',
    {
      ...about,
      since: '6.0.0',
      complexity: 'O(1); with prefixes O(N), N being how many are given, times how many the connection has',
    },
    t.oneOf('status', 'ON', 'OFF'),
    OPTIONS,
  )
  static 'CLIENT TRACKING'(server: Server, status: 'ON' | 'OFF', options: Options) {
    const { session } = server;
    const redirect = redirectionOf(server, options);
    if (status === 'OFF') session.track(undefined);
    else {
      refuseMisuse(options, session.tracking);
      session.track({ ...options, redirect, prefixes: prefixesOf(options, session.tracking) });
    }
    return OK;
  }

  @serves(
    'Whether the keys that the next command reads are cached, where the connection has chosen to say so.',
    { ...about, since: '6.0.0' },
    t.oneOf('mode', 'YES', 'NO'),
  )
  static 'CLIENT CACHING'({ session: { tracking } }: Server, mode: 'YES' | 'NO') {
    if (!tracking?.optIn && !tracking?.optOut) throw errors.cachingWithoutOption();
    if (mode === 'YES' && !tracking.optIn) throw errors.cachingYes();
    if (mode === 'NO' && !tracking.optOut) throw errors.cachingNo();
    tracking.caching = true;
    return OK;
  }

  @serves(
    'The number of the connection that is told in place of this one; 0 for none, -1 when none is told.',
    {
      ...about,
      since: '6.0.0',
    },
  )
  static 'CLIENT GETREDIR'({ session }: Server) {
    return session.tracking?.redirect ?? -1;
  }

  @serves('How this connection is told of changes of keys that it may have cached.', {
    ...about,
    since: '6.2.0',
    wire: true,
  })
  static 'CLIENT TRACKINGINFO'({ session: { tracking } }: Server): Reply {
    return {
      flags: setOf(tracking ? flagsOf(tracking) : ['off']),
      redirect: tracking?.redirect ?? -1,
      prefixes: [...(tracking?.prefixes ?? [])].sort(),
    };
  }
}

function flagsOf({ broadcasts, optIn, optOut, caching, noLoop, isBroken }: TrackingView): string[] {
  const flags = [
    'on',
    broadcasts && 'bcast',
    optIn && 'optin',
    optIn && caching && 'caching-yes',
    optOut && 'optout',
    optOut && caching && 'caching-no',
    noLoop && 'noloop',
    isBroken && 'broken_redirect',
  ];
  return flags.filter((flag) => flag !== false);
}

function redirectionOf({ memo }: Server, { redirects: [redirect = 0, another] }: Options): number {
  if (redirect !== 0 && !memo.sessions().some(({ id }) => id === redirect)) throw errors.noRedirection();
  if (another !== undefined) throw errors.severalRedirections();
  return redirect;
}

function refuseMisuse(
  { broadcasts, optIn, optOut, prefixes }: Options,
  present: TrackingView | undefined,
): void {
  if (prefixes.length > 0 && !broadcasts) throw errors.prefixWithoutBroadcast();
  if (present && present.broadcasts !== broadcasts) throw errors.switchedBroadcast();
  if (broadcasts && (optIn || optOut)) throw errors.optionsOfBroadcast();
  if (optIn && optOut) throw errors.optInAndOut();
  if ((optIn && present?.optOut) || (optOut && present?.optIn)) throw errors.switchedOption();
}

/** The prefixes that come to those there are, the empty one when none is given. Throws when two overlap. */
function prefixesOf({ broadcasts, prefixes }: Options, present: TrackingView | undefined): readonly string[] {
  for (const [index, prefix] of prefixes.entries()) {
    const known = present?.prefixes.find((other) => overlap(prefix, other));
    if (known !== undefined) throw errors.overlappingPrefix(prefix, known, 'an existing');
    const next = prefixes.slice(index + 1).find((other) => overlap(prefix, other));
    if (next !== undefined) throw errors.overlappingPrefix(prefix, next, 'another provided');
  }
  return broadcasts && prefixes.length === 0 ? [''] : prefixes;
}

const overlap = (one: string, other: string) => one.startsWith(other) || other.startsWith(one);
