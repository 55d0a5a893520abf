import { Compactions, type Compactor } from '../../../lib/durability/compactions';
import { LogDivision } from '../../../lib/durability/log-division';
import type { LogFile } from '../../../lib/durability/manifest';
import { silentLog } from '../../../lib/log';

const INCREMENT = { name: 'a.2.incr.aof', sequence: 2 };

describe('A log that a reload divides', () => {
  let moved: LogFile[];
  let compactions: Compactions;
  /** What a compaction answers that has moved the server. */
  let finish: () => void;

  const compactor: Compactor = async (move, _, signal) => {
    await move(INCREMENT);
    await new Promise<void>((resolve, reject) => {
      finish = resolve;
      signal.addEventListener('abort', () => reject(new Error('aborted')));
    });
    return { keys: 1, bytes: 1, memory: 1 };
  };

  const divided = () => {
    moved = [];
    const move = async (increment: LogFile) => {
      moved.push(increment);
    };
    compactions = new Compactions({
      compactor,
      configuration: { number: () => 0 } as never,
      log: silentLog(),
      clock: () => 0,
      move,
      onDone: () => undefined,
    });
    return new LogDivision({ compactions, move, isOn: () => true, hasUsersCommands: () => true });
  };

  it('goes on in another increment when the task says so, and has a base later', async () => {
    let place = '';
    const { compacted } = await divided().rebase(async (divide) => {
      await Promise.resolve();
      place = divide();
    });
    expect([place, moved]).toEqual([INCREMENT.name, [INCREMENT]]);
    await new Promise(setImmediate);
    finish();
    expect(await compacted).toBe(true);
  });

  it('stays as it is when the compaction was stopped before the task came to that', async () => {
    let proceed: () => void = () => undefined;
    let placed = false;
    const division = divided().rebase(async (divide) => {
      await new Promise<void>((resolve) => (proceed = resolve));
      divide();
      placed = true;
    });
    await new Promise(setImmediate);
    compactions.abort();
    proceed();
    await expect(division).rejects.toThrow('was stopped');
    expect([placed, moved]).toEqual([false, []]);
  });

  it('stays as it is when the task fails', async () => {
    await expect(divided().rebase(() => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(moved).toEqual([]);
  });
});
