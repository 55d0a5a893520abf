import { Worker } from 'node:worker_threads';
import { Permit } from '../../../lib/durability/permit';

describe('A permit', () => {
  it('is used as often as one likes, until it is revoked', () => {
    const permit = new Permit();
    const other = new Permit(permit.shared);
    expect([permit.use(() => 1), permit.use(() => 2)]).toEqual([1, 2]);
    expect(() =>
      permit.use(() => {
        throw new Error('a failure');
      }),
    ).toThrow('a failure');
    expect(permit.use(() => 3)).toBe(3);
    other.revoke();
    expect(() => permit.use(() => 4)).toThrow('it was stopped');
  });

  it('is revoked when what a thread does with it is done', async () => {
    const permit = new Permit();
    const state = new Int32Array(permit.shared);
    const [idle, working, done] = [0, 1, 2];
    const progress = new Int32Array(new SharedArrayBuffer(4));
    // What Permit.use does, slowly.
    const source = `
      const { state, progress } = require('node:worker_threads').workerData;
      Atomics.store(state, 0, 1);
      Atomics.store(progress, 0, ${working});
      Atomics.wait(progress, 0, ${working}, 200);
      Atomics.store(progress, 0, ${done});
      Atomics.store(state, 0, 0);
      Atomics.notify(state, 0);`;
    const worker = new Worker(source, { eval: true, workerData: { state, progress } });
    while (Atomics.load(progress, 0) === idle) await new Promise(setImmediate);
    permit.revoke();
    expect(Atomics.load(progress, 0)).toBe(done);
    await worker.terminate();
  });
});
