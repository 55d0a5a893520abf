import type { LoadingView, MemoView, PersistenceView } from 'memo';
import type { Fields } from './fields';

const flag = (is: boolean) => (is ? 1 : 0);
const outcome = (failed: boolean) => (failed ? 'err' : 'ok');

/** What is on disk, and what is done for it. */
export function persistenceFields(memo: MemoView): Fields {
  const { persistence, loading } = memo;
  const { snapshots, compactions } = persistence;
  const savesBeside = compactions.isRunning && compactions.isSnapshot;
  return {
    loading: flag(loading !== undefined),
    async_loading: 0,
    current_cow_peak: 0,
    current_cow_size: 0,
    current_cow_size_age: 0,
    current_fork_perc: '0.00',
    current_save_keys_processed: 0,
    current_save_keys_total: 0,
    rdb_changes_since_last_save: snapshots.changes,
    rdb_bgsave_in_progress: flag(savesBeside),
    rdb_last_save_time: Math.floor(snapshots.lastAt / 1000),
    rdb_last_bgsave_status: outcome(snapshots.lastFailed),
    rdb_last_bgsave_time_sec: snapshots.lastSeconds,
    rdb_current_bgsave_time_sec: savesBeside ? compactions.seconds : -1,
    rdb_saves: snapshots.count,
    rdb_last_cow_size: snapshots.lastMemory,
    rdb_last_load_keys_expired: snapshots.expiredKeys,
    rdb_last_load_keys_loaded: snapshots.loadedKeys,
    ...logFields(persistence),
    module_fork_in_progress: 0,
    module_fork_last_cow_size: 0,
    ...(persistence.isOn && sizeFields(persistence)),
    ...(loading && loadingFields(loading, memo.now())),
  };
}

function logFields({ isOn, next, log, compactions }: PersistenceView): Fields {
  const { isRunning, lastSeconds, seconds, lastFailed, count, failuresInRow, lastMemory } = compactions;
  return {
    aof_enabled: flag(isOn),
    aof_rewrite_in_progress: flag(isRunning),
    aof_rewrite_scheduled: flag(next === 'compaction'),
    aof_last_rewrite_time_sec: lastSeconds,
    aof_current_rewrite_time_sec: seconds,
    aof_last_bgrewrite_status: outcome(lastFailed),
    aof_rewrites: count,
    aof_rewrites_consecutive_failures: failuresInRow,
    aof_last_write_status: outcome(log.refusal !== undefined),
    aof_last_cow_size: lastMemory,
  };
}

const sizeFields = ({ size, log, compactions }: PersistenceView): Fields => ({
  aof_current_size: size,
  aof_base_size: compactions.sizeAfter,
  aof_pending_rewrite: 0,
  aof_buffer_length: log.pendingBytes,
  aof_pending_bio_fsync: flag(log.isSyncing),
  aof_delayed_fsync: log.delayed,
});

/** How far the server has come that brings back its data. */
const loadingFields = (loading: LoadingView, now: number): Fields => ({
  loading_start_time: Math.floor(loading.startedAt / 1000),
  loading_total_bytes: loading.totalBytes,
  loading_rdb_used_mem: 0,
  loading_loaded_bytes: loading.loadedBytes,
  loading_loaded_perc: loading.percent.toFixed(2),
  loading_eta_seconds: loading.secondsLeft(now),
});
