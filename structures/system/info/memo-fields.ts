import type { MemoView } from 'memo';
import type { Fields } from './fields';

/** What Redis has no counterpart of. */
export const memoFields = ({ alarms, triggers }: MemoView): Fields => ({
  alarms_pending: alarms.pending,
  alarms_rung: alarms.rung,
  alarms_failed: alarms.failed,
  triggers_run: triggers.run,
  triggers_failed: triggers.failed,
});
