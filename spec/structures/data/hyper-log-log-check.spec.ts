import { checkHyperLogLog } from '../../../structures/data/hyper-log-log-check';

describe('The check of HyperLogLogs', () => {
  it('finds nothing wrong', () => {
    expect(checkHyperLogLog()).toBeUndefined();
  });
});
