import { errorBar, judged, throughputAim } from './aims';
import { commandTests } from './command-tests';
import { scattered } from './members';
import { misspellings } from './misspellings';
import { Ratios, type Comparison } from './measure';
import { table } from './table';

const test = { name: 'get', title: 'GET', load: () => Promise.resolve(1) };
const sample = { throughput: 1, cpu: 1 };

function row(pipeline: number, ...throughput: number[]): Comparison {
  const ratios = new Ratios(throughput);
  return { test, pipeline, throughput: ratios, cpu: ratios, reference: sample, candidate: sample };
}

describe('the ratios of the pairs', () => {
  it('are summed up by their median, lowest and highest, in whatever order they come', () => {
    const { median, min, max } = new Ratios([1.3, 0.8, 1]);
    expect([median, min, max]).toEqual([1, 0.8, 1.3]);
  });

  it('have the mean of the middle two as the median when they are even in number', () => {
    expect(new Ratios([0.5, 1, 2, 4]).median).toBe(1.5);
  });

  it('reach as far from 1 as the farther end of their middle half', () => {
    expect(new Ratios([0.1, 0.75, 1, 1.125, 9]).reach).toBe(0.25);
  });
});

describe('the error bar', () => {
  it('is the widest reach of equal servers at the same depth', () => {
    const rows = [row(16, 0.5, 0.75, 1, 1, 1), row(16, 1, 1, 1), row(64, 1, 5, 9)];
    expect(errorBar(rows, 16, ({ throughput }) => throughput)).toBe(0.25);
  });

  it('is nothing where no equal servers were measured', () => {
    expect(errorBar([], 16, ({ throughput }) => throughput)).toBe(0);
  });
});

describe('an aim', () => {
  it.each([
    [{ least: 0.9 }, 0.9, 0, '≥ 0.9: met'],
    [{ least: 0.9 }, 0.85, 0.1, '≥ 0.9: within the error bar'],
    [{ least: 0.9 }, 0.7, 0.1, '≥ 0.9: not met'],
    [{ most: 1.1 }, 1, 0, '≤ 1.1: met'],
    [{ most: 1.1 }, 1.15, 0.1, '≤ 1.1: within the error bar'],
    [{ most: 1.1 }, 1.3, 0.1, '≤ 1.1: not met'],
    [{ most: 1.1 }, NaN, 0.1, '≤ 1.1: not met'],
    [{}, 1, 0, ''],
  ])('%j with %d and an error bar of %d is judged "%s"', (aim, figure, bar, verdict) => {
    expect(judged(aim, figure, bar)).toBe(verdict);
  });
});

describe('the throughput that is aimed at', () => {
  const aimOf = (name: string, pipeline: number) =>
    throughputAim({ ...row(pipeline), test: { ...test, name } }).least;

  it("is a command's own, else the usual one", () => {
    expect([aimOf('set', 1), aimOf('hget', 1), aimOf('hget', 16), aimOf('hget', 64)]).toEqual([
      0.95,
      0.9,
      0.7,
      undefined,
    ]);
  });

  it('is set for each command', () => {
    const without = commandTests.filter(({ name }) => [1, 16].some((depth) => !aimOf(name, depth)));
    expect(without.map(({ name }) => name)).toEqual([]);
  });
});

it('scattered numbers are each below the count, once', () => {
  for (const count of [1, 10, 1000]) {
    const numbers = Array.from({ length: count }, (_, index) => scattered(index, count));
    expect(numbers.toSorted((a, b) => a - b)).toEqual(Array.from(numbers.keys()));
  }
});

it('a table pads its columns', () => {
  expect(table(['name', 'n'], [['a long one', '1']])).toBe(
    '| name       | n   |\n| ---------- | --- |\n| a long one | 1   |',
  );
});

it('misspellings are a hundred thousand different ones', () => {
  expect(new Set(misspellings()).size).toBe(100_000);
});
