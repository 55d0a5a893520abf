import { CommandError, reads, Structure, structure, t, writes } from 'memo';

/** How often each thing was seen: put what your structure is about in its place. */
@structure()
export class __Name__ extends Structure {
  private readonly counts = new Map<string, number>();

  @writes(
    'Count a thing, once or so many times; answers how often it was seen.',
    t.text('thing'),
    t.optional(t.int('times')),
  )
  TALLY(thing: string, times = 1) {
    if (times < 1) throw new CommandError('ERR a thing is seen once at least');
    const count = (this.counts.get(thing) ?? 0) + times;
    this.counts.set(thing, count);
    return count;
  }

  @reads('All things, and how often each was seen.')
  TALLIES() {
    return this.counts;
  }

  /** With this an absent key reads as an empty value, and TALLY makes a new one. */
  isEmpty() {
    return this.counts.size === 0;
  }
}
