import type { StructureClass } from '../../lib/index';
import { serving } from '../support/serving';

const { FIFO } = jest.requireActual<{ FIFO: StructureClass }>('../../examples/fifo.js');

describe('The queue in plain JavaScript', () => {
  const { say, refusal } = serving({ structures: [FIFO] });

  it('gives values back in the order in which they were added', async () => {
    expect(await say('FIFOADD', 'task queue', 42, 43)).toBe('OK');
    expect([await say('POP', 'task queue'), await say('POP', 'task queue')]).toEqual(['42', '43']);
    expect(await say('POP', 'task queue')).toBeNull();
  });

  it('is not there until something is added', async () => {
    expect(await refusal('POP', 'nothing')).toBe('ERR no such key');
    expect(await refusal('POP')).toBe("ERR wrong number of arguments for 'pop' command");
  });
});
