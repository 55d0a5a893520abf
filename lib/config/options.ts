import { asyncOptions } from './async';
import { clientOptions, networkOptions } from './network';
import { dataOptions } from './data';
import type { Option } from './kinds';
import { monitoringOptions } from './monitoring';
import { persistenceOptions } from './persistence';
import { processOptions } from './process';
import { clusterOptions, replicationOptions } from './replication';
import { tlsOptions } from './tls';

/** Every option: its name is Redis' where Redis has it. */
export const OPTIONS = {
  ...networkOptions,
  ...clientOptions,
  ...processOptions,
  ...persistenceOptions,
  ...dataOptions,
  ...asyncOptions,
  ...monitoringOptions,
  ...replicationOptions,
  ...clusterOptions,
  ...tlsOptions,
} as const satisfies Record<string, Option>;

export type OptionName = keyof typeof OPTIONS;
