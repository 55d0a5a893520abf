import { CommandError, OK, type Reply, serves, type Server, Structure, structure, t } from 'memo';
import { Glob } from '../data/glob';

const about = { since: '2.0.0', group: 'server', flags: ['admin', 'noscript', 'loading', 'stale'] };

/** The options of the running server. */
@structure()
export class ConfigurationCommands extends Structure {
  @serves('The options whose names match a pattern.', about, t.rest(t.text('parameter')))
  static 'CONFIG GET'({ memo }: Server, ...patterns: string[]): Reply {
    const globs = patterns.map((pattern) => new Glob(pattern.toLowerCase()));
    const options = [...memo.configuration.entries()];
    return new Map(options.filter(([name]) => globs.some((glob) => glob.matches(name))));
  }

  @serves(
    'Changes options: all of them, or none.',
    about,
    t.pairs(t.text('parameter'), t.text('value'), 'parameter_value'),
  )
  static 'CONFIG SET'({ memo }: Server, ...pairs: (readonly [string, string])[]) {
    memo.configuration.set(pairs);
    return OK;
  }

  @serves('Begins the figures of INFO anew.', about)
  static 'CONFIG RESETSTAT'({ memo }: Server) {
    memo.metrics.resetStatistics();
    return OK;
  }

  @serves('Would write the options to the configuration file.', about)
  static 'CONFIG REWRITE'(): Reply {
    throw new CommandError('ERR The server is running without a config file');
  }
}
