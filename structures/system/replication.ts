import { errors, OK, type Reply, serves, type Server, Structure, structure, t, type Words } from 'memo';
import { MILLISECONDS } from './timeout';

const admin = {
  group: 'server',
  complexity: 'O(1)',
  flags: ['admin', 'noscript', 'stale'],
};

const LAST_PORT = 65535;

const port = t.int('port', {
  min: 0,
  max: LAST_PORT,
  error: errors.invalidMasterPort().message,
  outOfRange: errors.invalidMasterPort().message,
});

/** `NO ONE`, or the host and the port of a master. */
const master = t.either(
  'args',
  t.block('host-port', t.text('host'), port),
  t.block('no-one', t.required(t.flag('NO')), t.required(t.flag('ONE'))),
);

type Master = readonly [host: string, port: number] | readonly [no: true, one: true];

const host = t.text('host');

/** `ABORT` alone, or options that may each be given once; true for ABORT. */
const failover = t.words(
  [
    t.keyword('TO', t.block('target', host, t.int('port'), t.flag('FORCE'))),
    t.flag('ABORT'),
    t.keyword('TIMEOUT', t.int('milliseconds')),
  ],
  (words) => {
    if (words.left === 1 && words.take('ABORT')) return true;
    const given = new Set<string>();
    while (words.left > 0) {
      const option = readOption(words);
      if (given.has(option)) throw errors.syntax();
      given.add(option);
    }
    return false;
  },
  0,
);

const duration = t.int('milliseconds', { min: 1, outOfRange: errors.failoverTimeout().message });

function readOption(words: Words): string {
  if (words.take('FORCE')) return 'FORCE';
  if (words.take('TIMEOUT', 1)) return (words.read(duration), 'TIMEOUT');
  if (words.take('TO', 2)) return (words.read(host), words.read(t.int('port')), 'TO');
  throw errors.syntax();
}

/** What concerns replicas, of a server that is a master and has none. */
@structure()
export class Replication extends Structure {
  @serves(
    'Waits until so many replicas have what this connection wrote, or for so many milliseconds; answers how many have it.',
    {
      since: '3.0.0',
      group: 'generic',
      complexity: 'O(1)',
      categories: ['connection'],
      flags: ['noscript'],
      unrepeatable: true,
      tips: ['request_policy:all_shards', 'response_policy:agg_min'],
      waits: true,
    },
    t.int('numreplicas'),
    MILLISECONDS,
  )
  static WAIT(server: Server, replicas: number, timeout: number): Reply {
    return replicas <= 0 ? 0 : server.wait(timeout, 0);
  }

  @serves(
    'Makes the server a master, which it is; or the replica of another, which it can not be.',
    { ...admin, since: '5.0.0', flags: [...admin.flags, 'no_async_loading'] },
    master,
  )
  static REPLICAOF(_server: Server, of: Master) {
    return follow(of);
  }

  @serves(
    'The older name of REPLICAOF.',
    { ...admin, since: '1.0.0', flags: [...admin.flags, 'no_async_loading'] },
    master,
  )
  static SLAVEOF(_server: Server, of: Master) {
    return follow(of);
  }

  @serves('Which part the server has in replication: that of a master without replicas.', {
    since: '2.8.12',
    group: 'server',
    complexity: 'O(1)',
    categories: ['admin', 'dangerous'],
    flags: ['noscript', 'loading', 'stale', 'fast'],
    unrepeatable: true,
  })
  static ROLE() {
    return ['master', 0, []];
  }

  @serves('Would hand over to a replica.', { ...admin, since: '6.2.0' }, failover)
  static FAILOVER(_server: Server, abort: boolean): Reply {
    throw abort ? errors.noFailover() : errors.failoverWithoutReplicas();
  }
}

function follow([first]: Master) {
  if (first !== true) throw errors.noReplication();
  return OK;
}
