import { NamePattern } from '../../../structures/data/name-pattern';
import { textOf } from '../../../structures/data/slices';
import { slice } from '../../support/slice';

const parse = (text: string) => new NamePattern(Buffer.from(text, 'latin1'));

describe('A pattern of names', () => {
  it.each([
    ['w_*', '7', 'w_7', undefined],
    ['*', '7', '7', undefined],
    ['*', '', '', undefined],
    ['a*b*c', '*', 'a*b*c', undefined],
    ['\x00\xff*', 'x', undefined, undefined],
    ['\xff*\x00-', '\x00', '\xff\x00\x00-', undefined],
    ['h_*->f', '7', 'h_7', 'f'],
    ['h_*x->', '7', 'h_7x->', undefined],
    ['*->->f', '7', '7', '->f'],
    ['a->*->f->g', '7', 'a->7', 'f->g'],
    ['*->f\x00\xff', '7', '7', 'f\x00\xff'],
    ['*\x00->f', '7', '7\x00->f', undefined],
    ['*->\x00', '7', '7->\x00', undefined],
  ])('%j names for %j the key %j, and the field %j', (text, element, key, field) => {
    const pattern = parse(text);
    expect(pattern.isVariable).toBe(key !== undefined);
    if (key !== undefined) expect(pattern.nameFor(slice(element)).toString('latin1')).toBe(key);
    expect(pattern.field && textOf(pattern.field)).toBe(field);
    expect(pattern.isElement).toBe(false);
  });

  it.each([
    ['#', true],
    ['#\x00*', true],
    ['##', false],
    ['', false],
    ['nosort', false],
    ['x->*', false],
  ])('%j is the element itself: %s', (text, isElement) => {
    expect(parse(text).isElement).toBe(isElement);
  });
});
