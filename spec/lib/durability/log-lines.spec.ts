import { classLine, parseAnnotation } from '../../../lib/durability/log-lines';

it('A line of a class says its name, which may have any letters', () => {
  const line = { name: 'Größe', count: 3, hash: 'abc123' };
  const read = Buffer.from(classLine(line)).toString('latin1').trimEnd();
  expect(parseAnnotation(read)).toEqual({ kind: 'class', ...line });
});
