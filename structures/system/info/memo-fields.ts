import type { MemoView } from 'memo';
import type { Fields } from './fields';

/** What Redis has no counterpart of. */
export const memoFields = ({ alarms }: MemoView): Fields => ({
  alarms_pending: alarms.pending,
  alarms_rung: alarms.rung,
  alarms_failed: alarms.failed,
});
