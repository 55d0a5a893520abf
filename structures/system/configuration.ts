import { errors, Glob, OK, type Reply, serves, type Server, Structure, structure, t } from 'memo';

const about = {
  since: '2.0.0',
  group: 'server',
  complexity: 'O(N), N being the number of options named',
  flags: ['admin', 'noscript', 'loading', 'stale'],
};

/** The values of options that are passwords. */
function passwords(words: readonly string[]): number[] {
  const names = [...words.keys()].filter((word) => word > 1 && word % 2 === 0);
  return names.filter((word) => words[word]!.toLowerCase() === 'requirepass').map((word) => word + 1);
}

/** The options of the running server. */
@structure()
export class ConfigurationCommands extends Structure {
  @serves(
    'The options whose names match a pattern.',
    about,
    t.rest(t.block('parameter', t.text('parameter'))),
  )
  static 'CONFIG GET'({ memo }: Server, ...patterns: (readonly [string])[]): Reply {
    const options = new Map(memo.configuration.entries());
    const found = new Map<string, readonly [name: string, value: string]>();
    for (const [pattern] of patterns) {
      for (const [key, name] of namesLike(pattern, options.keys()))
        if (!found.has(key)) found.set(key, [name, options.get(key)!]);
    }
    return new Map(found.values());
  }

  @serves(
    'Changes options: all of them, or none.',
    {
      ...about,
      tips: ['request_policy:all_nodes', 'response_policy:all_succeeded'],
      secrets: passwords,
    },
    t.pairs(t.text('parameter'), t.text('value'), 'parameter_value', { odd: errors.syntax }),
  )
  static 'CONFIG SET'({ memo }: Server, ...pairs: (readonly [string, string])[]) {
    memo.configuration.set(pairs);
    return OK;
  }

  @serves('Begins the figures of INFO anew.', { ...about, complexity: 'O(1)' })
  static 'CONFIG RESETSTAT'({ memo }: Server) {
    memo.metrics.resetStatistics();
    return OK;
  }

  @serves('Writes the options to the configuration file.', {
    ...about,
    since: '2.8.0',
    complexity: 'O(1)',
  })
  static 'CONFIG REWRITE'({ memo }: Server) {
    memo.rewriteConfiguration();
    return OK;
  }
}

/** The options that a pattern names, each with the name that the reply gives it: an exact one stays as it was asked. */
function namesLike(pattern: string, names: Iterable<string>): [key: string, name: string][] {
  const wanted = pattern.toLowerCase();
  const glob = /[*?[]/.test(pattern) ? new Glob(wanted) : undefined;
  const matching = [...names].filter((name) => (glob ? glob.matches(name) : name === wanted));
  return matching.map((name) => [name, glob ? name : pattern]);
}
