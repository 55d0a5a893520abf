import { fixedPoint, shortFixedPoint } from '../../../structures/data/fixed-point';

describe('a number with a fixed count of decimals', () => {
  test.each([
    [0, 4, '0.0000'],
    [-0, 4, '-0.0000'],
    [166274.15156960033, 4, '166274.1516'],
    [-1e-9, 4, '-0.0000'],
    [1e30, 6, '1000000000000000019884624838656.000000'],
    [-Infinity, 6, '-inf'],
    [Infinity, 6, 'inf'],
    [NaN, 6, 'nan'],
  ])('%d with %i of them', (value, decimals, text) => {
    expect(fixedPoint(value, decimals)).toBe(text);
  });

  test.each([
    [181.0078125, 6, '181.007812'],
    [0.09375, 4, '0.0938'],
    [0.03125, 4, '0.0312'],
    [0.5, 0, '0'],
    [1.5, 0, '2'],
    [-2.5, 0, '-2'],
  ])('%d between two is the even one', (value, decimals, text) => {
    expect(fixedPoint(value, decimals)).toBe(text);
  });

  test.each([
    [180, 17, '180'],
    [85.05112878, 17, '85.0511287799999991'],
    [13.361389338970184, 17, '13.36138933897018433'],
    [0.000002682209014892578, 17, '0.00000268220901489'],
    [100, 0, '100'],
    [0.5, 3, '0.5'],
  ])('%d without zeros at the end', (value, decimals, text) => {
    expect(shortFixedPoint(value, decimals)).toBe(text);
  });
});
