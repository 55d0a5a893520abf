import type { Server } from 'memo';
import { commandFields, errorFields, latencyFields } from './command-fields';
import { type Fields, sectionText } from './fields';
import { keyspaceFields } from './keyspace-fields';
import { memoFields } from './memo-fields';
import { memoryFields } from './memory-fields';
import { clientFields, processorFields, replicationFields, serverFields } from './server-fields';
import { persistenceFields } from './persistence-fields';
import { statsFields } from './stats-fields';

/** Each section in Redis' order, and what it shows. */
const SECTIONS: Readonly<Record<string, (server: Server) => Fields>> = {
  Server: ({ memo }) => serverFields(memo),
  Clients: ({ memo }) => clientFields(memo),
  Memory: ({ memo }) => memoryFields(memo),
  Persistence: ({ memo }) => persistenceFields(memo),
  Stats: ({ memo }) => statsFields(memo),
  Replication: ({ memo }) => replicationFields(memo),
  CPU: processorFields,
  Modules: () => ({}),
  Commandstats: ({ memo }) => commandFields(memo),
  Errorstats: ({ memo }) => errorFields(memo),
  Latencystats: ({ memo }) => latencyFields(memo),
  Cluster: () => ({ cluster_enabled: 0 }),
  Keyspace: keyspaceFields,
  Memo: ({ memo }) => memoFields(memo),
};

/** Those that have a line for each command are told when asked for. */
const LONG = ['Commandstats', 'Latencystats'];

/** The sections asked for, by default those that are short. What there isn't is passed over. */
export function infoText(server: Server, wanted: readonly string[]): string {
  const lower = wanted.length === 0 ? ['default'] : wanted.map((section) => section.toLowerCase());
  const isWanted = (name: string) =>
    lower.includes(name.toLowerCase()) ||
    lower.some((section) => section === 'all' || section === 'everything') ||
    (lower.includes('default') && !LONG.includes(name));
  return Object.entries(SECTIONS)
    .filter(([name]) => isWanted(name))
    .map(([name, fields]) => sectionText(name, fields(server)))
    .join('\r\n');
}
