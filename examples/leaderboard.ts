import { double, reads, serves, Structure, structure, t, type Server } from 'memo';

type Row = readonly [player: string, points: number];

/**
 * A leaderboard over a sorted set, on which Redis' own commands work as well. Players with the same points share a place.
 * It has no values of its own: what it plays is in the log, as Redis would have it.
 */
@structure()
export class Leaderboard extends Structure {
  @serves(
    'Add points to a player. Answers the place, and all points.',
    { complexity: 'O(log N) for N players', flags: ['denyoom', 'fast'] },
    t.key('board'),
    t.text('player'),
    t.float('points'),
  )
  static SCORE(server: Server, board: string, player: string, points: number) {
    const all = server.call<number>('ZINCRBY', board, points, player);
    return [placeOf(server, board, all), double(all)];
  }

  @reads(
    'A player and the neighbours on both sides, two unless told otherwise: [place, player, points] of each. Null for one who is not there.',
    { complexity: 'O(M log N) for M rows and N players' },
    t.key('board'),
    t.text('player'),
    t.optional(t.int('neighbours', { min: 0, max: 100 })),
  )
  static AROUND(server: Server, board: string, player: string, neighbours = 2) {
    const rank = server.call<number | null>('ZREVRANK', board, player);
    return rank === null ? null : rows(server, board, Math.max(0, rank - neighbours), rank + neighbours);
  }

  @reads(
    'The best players, ten unless told otherwise: [place, player, points] of each.',
    { complexity: 'O(M log N) for M rows and N players' },
    t.key('board'),
    t.optional(t.int('count', { min: 1, max: 1000 })),
  )
  static TOP(server: Server, board: string, count = 10) {
    return rows(server, board, 0, count - 1);
  }
}

const rows = (server: Server, board: string, first: number, last: number) =>
  server
    .call<readonly Row[]>('ZREVRANGE', board, first, last, 'WITHSCORES')
    .map(([player, points]) => [placeOf(server, board, points), player, double(points)] as const);

/** One more than there are players with more points. */
const placeOf = (server: Server, board: string, points: number) =>
  server.call<number>('ZCOUNT', board, `(${points}`, '+inf') + 1;
