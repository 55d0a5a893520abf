import { errors, type Reply, serves, Structure, structure, t } from 'memo';

const about = { since: '3.0.0', group: 'cluster', complexity: 'O(1)' };
const quick = { ...about, categories: ['connection'], flags: ['loading', 'stale', 'fast'] };
const shown = { ...about, flags: ['stale'] };
const told = { ...shown, tips: ['nondeterministic_output'] };
const admin = { ...about, flags: ['admin', 'stale', 'no_async_loading'] };
const ofNode = { ...about, flags: ['admin', 'stale'], tips: ['nondeterministic_output'] };

const node = t.text('node-id');
const slot = t.int('slot');
const slots = t.rest(t.int('slot'));
const ranges = t.rest(t.block('start-slot_end-slot', t.int('start-slot'), t.int('end-slot')));

/** What becomes of a slot. */
const change = t.words(
  [
    t.oneOf(
      'subcommand',
      t.keyword('IMPORTING', node),
      t.keyword('MIGRATING', node),
      t.keyword('NODE', node),
      'STABLE',
    ),
  ],
  (words) => {
    words.skip();
  },
  1,
);

function refuse(): never {
  throw errors.clusterDisabled();
}

/** A server that is no node of a cluster says so to who asks for one. */
@structure()
export class ClusterCommands extends Structure {
  @serves('Would take reads of a replica.', quick)
  static READONLY(): Reply {
    return refuse();
  }

  @serves('Would take no reads of a replica any more.', quick)
  static READWRITE(): Reply {
    return refuse();
  }

  @serves('Would take a command for a slot that is being moved here.', {
    ...about,
    categories: ['connection'],
    flags: ['fast'],
  })
  static ASKING(): Reply {
    return refuse();
  }

  @serves('Would show these lines.', { ...about, since: '5.0.0', flags: ['loading', 'stale'] })
  static 'CLUSTER HELP'(): Reply {
    return refuse();
  }

  @serves('The state of the cluster.', told)
  static 'CLUSTER INFO'(): Reply {
    return refuse();
  }

  @serves('The nodes of the cluster.', told)
  static 'CLUSTER NODES'(): Reply {
    return refuse();
  }

  @serves('Which node has which slots.', told)
  static 'CLUSTER SLOTS'(): Reply {
    return refuse();
  }

  @serves('Which nodes have which slots.', { ...told, since: '7.0.0' })
  static 'CLUSTER SHARDS'(): Reply {
    return refuse();
  }

  @serves('The connections between nodes.', { ...told, since: '7.0.0' })
  static 'CLUSTER LINKS'(): Reply {
    return refuse();
  }

  @serves('The id of this node.', shown)
  static 'CLUSTER MYID'(): Reply {
    return refuse();
  }

  @serves('The slot of a key.', shown, t.text('key'))
  static 'CLUSTER KEYSLOT'(): Reply {
    return refuse();
  }

  @serves('How many keys a slot has.', shown, slot)
  static 'CLUSTER COUNTKEYSINSLOT'(): Reply {
    return refuse();
  }

  @serves('Keys of a slot.', told, slot, t.int('count'))
  static 'CLUSTER GETKEYSINSLOT'(): Reply {
    return refuse();
  }

  @serves('The replicas of a node.', { ...ofNode, since: '5.0.0' }, node)
  static 'CLUSTER REPLICAS'(): Reply {
    return refuse();
  }

  @serves('The older name of CLUSTER REPLICAS.', ofNode, node)
  static 'CLUSTER SLAVES'(): Reply {
    return refuse();
  }

  @serves('How many nodes hold a node for failed.', ofNode, node)
  static 'CLUSTER COUNT-FAILURE-REPORTS'(): Reply {
    return refuse();
  }

  @serves('Gives slots to this node.', admin, slots)
  static 'CLUSTER ADDSLOTS'(): Reply {
    return refuse();
  }

  @serves('Gives ranges of slots to this node.', { ...admin, since: '7.0.0' }, ranges)
  static 'CLUSTER ADDSLOTSRANGE'(): Reply {
    return refuse();
  }

  @serves('Takes slots from this node.', admin, slots)
  static 'CLUSTER DELSLOTS'(): Reply {
    return refuse();
  }

  @serves('Takes ranges of slots from this node.', { ...admin, since: '7.0.0' }, ranges)
  static 'CLUSTER DELSLOTSRANGE'(): Reply {
    return refuse();
  }

  @serves('Takes all slots from this node.', admin)
  static 'CLUSTER FLUSHSLOTS'(): Reply {
    return refuse();
  }

  @serves('Moves a slot.', admin, slot, change)
  static 'CLUSTER SETSLOT'(): Reply {
    return refuse();
  }

  @serves('Gives the cluster a new epoch.', { ...admin, tips: told.tips })
  static 'CLUSTER BUMPEPOCH'(): Reply {
    return refuse();
  }

  @serves('Sets the epoch of this node.', admin, t.int('config-epoch'))
  static 'CLUSTER SET-CONFIG-EPOCH'(): Reply {
    return refuse();
  }

  @serves('Makes this replica a master.', admin, t.optional(t.oneOf('options', 'FORCE', 'TAKEOVER')))
  static 'CLUSTER FAILOVER'(): Reply {
    return refuse();
  }

  @serves('Forgets a node.', admin, node)
  static 'CLUSTER FORGET'(): Reply {
    return refuse();
  }

  @serves('Meets a node.', admin, t.text('ip'), t.int('port'), t.optional(t.int('cluster_bus_port')))
  static 'CLUSTER MEET'(): Reply {
    return refuse();
  }

  @serves('Makes this node a replica of another.', admin, node)
  static 'CLUSTER REPLICATE'(): Reply {
    return refuse();
  }

  @serves(
    'Makes this node as new.',
    { ...about, flags: ['admin', 'noscript', 'stale'] },
    t.optional(t.oneOf('hard_soft', 'HARD', 'SOFT')),
  )
  static 'CLUSTER RESET'(): Reply {
    return refuse();
  }

  @serves('Writes the state of this node to its file.', admin)
  static 'CLUSTER SAVECONFIG'(): Reply {
    return refuse();
  }
}
