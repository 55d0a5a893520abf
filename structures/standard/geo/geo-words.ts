import { type ByteSlice, CommandError, type Entry, errors, t, type Words } from 'memo';
import { fixedPoint } from '../../data/fixed-point';
import { isWithin, type Position, WORLD } from '../../data/geo/geohash';
import { Box, Circle, type Shape } from '../../data/geo/shapes';

/** Metres that each unit has. */
export const METRES = { M: 1, KM: 1000, FT: 0.3048, MI: 1609.34 } as const;
export type Unit = keyof typeof METRES;

export const refusal = (message: string) => new CommandError(`ERR ${message}`);

export const UNIT = t.oneOf(
  { name: 'unit', unknown: () => refusal('unsupported unit provided. please use M, KM, FT, MI') },
  'M',
  'KM',
  'FT',
  'MI',
);
export const MEMBER = t.slice('member');
export const POSITION = t.block('longitude_latitude', t.float('longitude'), t.float('latitude'));
const RADIUS = t.checked(
  t.float('radius', { error: 'ERR need numeric radius' }),
  (radius) => radius >= 0,
  'ERR radius cannot be negative',
);
export const CIRCLE = t.block('circle', RADIUS, UNIT);
const WIDTH = t.float('width', { error: 'ERR need numeric width' });
const HEIGHT = t.float('height', { error: 'ERR need numeric height' });
const COUNT = t.int('count', { min: 1, outOfRange: 'ERR COUNT must be > 0' });
const TARGET = t.entry('key');

const ORDER = t.oneOf('order', 'ASC', 'DESC');
const LIMIT = t.optional(t.block('count', t.required(t.keyword('COUNT', COUNT)), t.optional(t.flag('ANY'))));
const FROM = t.oneOf('from', t.keyword('FROMMEMBER', MEMBER), t.keyword('FROMLONLAT', POSITION));
const BY = t.oneOf(
  'by',
  t.keyword('BYRADIUS', CIRCLE),
  t.keyword('BYBOX', t.block('box', WIDTH, HEIGHT, UNIT)),
);
const WITH = {
  withPosition: t.flag('WITHCOORD'),
  withDistance: t.flag('WITHDIST'),
  withHash: t.flag('WITHHASH'),
};

/** Refuses what is on no map. */
export function onMap([longitude, latitude]: readonly [longitude: number, latitude: number]): Position {
  const position = { longitude, latitude };
  if (isWithin(position, WORLD)) return position;
  const pair = [longitude, latitude].map((degrees) => fixedPoint(degrees, 6));
  throw refusal(`invalid longitude,latitude pair ${pair.join(',')}`);
}

/** The options that all searches have. */
export class SearchWords {
  withPosition = false;
  withDistance = false;
  withHash = false;
  order: 'ASC' | 'DESC' | undefined = undefined;
  /** How many are wanted, 0 for all. */
  count = 0;
  /** Whether any so many will do. */
  any = false;
  /** Where the members go, instead of to the client. */
  target: Entry | undefined = undefined;
  /** Whether they have their distances for scores then. */
  storesDistance = false;

  /** Reads all words that are left. */
  readAll(words: Words): this {
    while (words.left > 0) if (!this.read(words)) throw errors.syntax();
    return this;
  }

  get isWith(): boolean {
    return this.withPosition || this.withDistance || this.withHash;
  }

  refuseAnyWithoutCount(): void {
    if (this.any && this.count === 0) throw refusal('the ANY argument requires COUNT argument');
  }

  /** Reads an option; false when the next word is none. */
  protected read(words: Words): boolean {
    if (words.take('WITHCOORD')) this.withPosition = true;
    else if (words.take('WITHDIST')) this.withDistance = true;
    else if (words.take('WITHHASH')) this.withHash = true;
    else if (words.take('ANY')) this.any = true;
    else if (words.take('ASC')) this.order = 'ASC';
    else if (words.take('DESC')) this.order = 'DESC';
    else if (words.take('COUNT', 1)) this.count = words.read(COUNT);
    else return false;
    return true;
  }
}

/** Of GEORADIUS and GEORADIUSBYMEMBER, which may store what they find. */
class RadiusWords extends SearchWords {
  protected override read(words: Words): boolean {
    if (super.read(words)) return true;
    const storesDistance = words.take('STOREDIST', 1);
    if (!storesDistance && !words.take('STORE', 1)) return false;
    this.storesDistance = storesDistance;
    this.target = words.read(TARGET);
    return true;
  }
}

/** Of GEOSEARCH: the shape and its center are among the options. */
export class ShapeWords extends SearchWords {
  /** Members that the search was told to begin at, each of which must be there. */
  readonly members: ByteSlice[] = [];
  position: Position | undefined = undefined;
  /** Makes the shape around its center. */
  shape: ((center: Position) => Shape) | undefined = undefined;
  unit: Unit = 'M';
  /** What is wrong with the words behind the last member. */
  failure: Error | undefined = undefined;
  private isBox = false;

  constructor(private readonly stores: boolean) {
    super();
  }

  /** Members are looked for before the words behind them are read: what these lack is told later. */
  override readAll(words: Words): this {
    try {
      super.readAll(words);
      this.refuseGaps(words.commandName);
    } catch (error) {
      this.failure = error as Error;
      words.skip();
    }
    return this;
  }

  protected override read(words: Words): boolean {
    if (super.read(words) || this.readCenter(words) || this.readShape(words)) return true;
    if (!this.stores || !words.take('STOREDIST')) return false;
    this.storesDistance = true;
    return true;
  }

  private readCenter(words: Words): boolean {
    if (!this.position && words.take('FROMMEMBER', 1)) this.members.push(words.read(MEMBER));
    else if (this.members.length === 0 && words.take('FROMLONLAT', 2))
      this.position = onMap(words.read(POSITION));
    else return false;
    return true;
  }

  private readShape(words: Words): boolean {
    const isCircle = !(this.shape && this.isBox) && words.take('BYRADIUS', 2);
    if (!isCircle && ((this.shape && !this.isBox) || !words.take('BYBOX', 3))) return false;
    this.isBox = !isCircle;
    if (isCircle) this.setCircle(words.read(CIRCLE));
    else this.setBox(words);
    return true;
  }

  private setCircle([radius, unit]: readonly [radius: number, unit: Unit]): void {
    this.unit = unit;
    this.shape = (center) => new Circle(center, radius, METRES[unit]);
  }

  private setBox(words: Words): void {
    const [width, height] = [words.read(WIDTH), words.read(HEIGHT)];
    if (width < 0 || height < 0) throw refusal('height or width cannot be negative');
    const unit = words.read(UNIT);
    this.unit = unit;
    this.shape = (center) => new Box(center, width, height, METRES[unit]);
  }

  /** In the order in which Redis looks at them. */
  private refuseGaps(command: string): void {
    if (this.stores && this.isWith)
      throw refusal('GEOSEARCHSTORE is not compatible with WITHDIST, WITHHASH and WITHCOORD options');
    if (this.members.length === 0 && !this.position)
      throw refusal(`exactly one of FROMMEMBER or FROMLONLAT can be specified for ${command}`);
    if (!this.shape) throw refusal(`exactly one of BYRADIUS and BYBOX can be specified for ${command}`);
    this.refuseAnyWithoutCount();
  }
}

export const RADIUS_OPTIONS = t.lazy(
  t.words([t.options({ ...WITH, limit: LIMIT, order: ORDER })], (words) => new SearchWords().readAll(words)),
);

/** The same with STORE and STOREDIST. */
export const STORING_OPTIONS = t.lazy(
  t.words(
    [
      t.options({
        ...WITH,
        limit: LIMIT,
        order: ORDER,
        store: t.keyword('STORE', TARGET),
        storeDistance: t.keyword('STOREDIST', TARGET),
      }),
    ],
    (words) => new RadiusWords().readAll(words),
  ),
);

/** A member, and a radius with its unit. */
const FEWEST_SHAPE_WORDS = 5;

export const SHAPE_OPTIONS = t.lazy(
  t.words(
    [FROM, BY, t.options({ order: ORDER, limit: LIMIT, ...WITH })],
    (words) => new ShapeWords(false).readAll(words),
    FEWEST_SHAPE_WORDS,
  ),
);

export const STORING_SHAPE_OPTIONS = t.lazy(
  t.words(
    [FROM, BY, t.options({ order: ORDER, limit: LIMIT, storesDistance: t.flag('STOREDIST') })],
    (words) => new ShapeWords(true).readAll(words),
    FEWEST_SHAPE_WORDS,
  ),
);
