import { Structure } from '../../structure';
import { ByteReader, refuseState } from './byte-reader';
import { keptFields, setOwn } from './kept-fields';
import type { StateClasses } from './state-classes';
import { BYTES_CLASSES, FIRST_CLASS, NO_CLASS, NO_PROTOTYPE, STATE_FORMAT, TAG } from './tags';

type Fields = Record<string, unknown>;

/** Objects of one class with the same fields in the same order. */
interface Layout {
  readonly prototype: object | null;
  readonly names: readonly string[];
}

/** Bytes name a class that nobody knows. */
export class UnknownClassError extends Error {
  override readonly name = 'UnknownClassError';

  constructor(
    readonly owner: string,
    readonly className: string,
  ) {
    super(`${owner} knows no ${className}`);
  }
}

/** The value whose state the bytes are. Throws a DamagedStateError, or an UnknownClassError. */
export const restoreState = (bytes: Buffer, classes: StateClasses): object =>
  new StateReader(bytes, classes, false).read();

/** The same, but of a value of the owner's class its fields in a plain object. */
export const restoreFields = (bytes: Buffer, classes: StateClasses): object =>
  new StateReader(bytes, classes, true).read();

/** Reads objects in the order in which a StateWriter tells of them. */
class StateReader {
  private readonly bytes: ByteReader;
  private readonly objects: object[] = [];
  private readonly prototypes: object[] = [];
  private readonly layouts: Layout[] = [];
  /** Objects whose parts are to follow, and how they were announced. */
  private readonly found: object[] = [];
  private readonly manners: (number | Layout)[] = [];

  constructor(
    bytes: Buffer,
    private readonly classes: StateClasses,
    private readonly isPlain: boolean,
  ) {
    this.bytes = new ByteReader(bytes);
  }

  read(): object {
    if (this.bytes.byte() !== STATE_FORMAT) refuseState('the state is of another format');
    const root = this.value();
    if (typeof root !== 'object' || root === null) refuseState('the state is of no object');
    for (let next = 0; next < this.found.length; next++) this.fill(this.found[next]!, this.manners[next]!);
    if (!this.bytes.isAtEnd) refuseState('there is more than the state');
    return root;
  }

  private value(): unknown {
    return this.tagged(this.bytes.byte());
  }

  private tagged(tag: number): unknown {
    switch (tag) {
      case TAG.INTEGER:
        return integerOf(this.bytes.unsigned());
      case TAG.LATIN1:
        return this.bytes.latin1();
      case TAG.UTF16:
        return this.bytes.utf16();
      case TAG.DOUBLE:
        return this.bytes.double();
      case TAG.NULL:
        return null;
      case TAG.FALSE:
        return false;
      case TAG.TRUE:
        return true;
      case TAG.UNDEFINED:
        return undefined;
      case TAG.BIGINT:
        return bigintOf(this.bytes.latin1());
      case TAG.REFERENCE:
        return this.objects[this.bytes.unsigned()] ?? refuseState('there is no such object');
      default:
        return this.object(tag);
    }
  }

  /** An object that is announced: whole, or empty until its parts follow. */
  private object(tag: number): object {
    const manner = tag === TAG.LAID_OUT ? this.layout() : tag;
    const whole = this.whole(tag);
    const object = whole ?? this.empty(manner);
    this.objects.push(object);
    if (whole) return whole;
    this.found.push(object);
    this.manners.push(manner);
    return object;
  }

  private whole(tag: number): object | undefined {
    if (tag === TAG.DATE) return new Date(this.bytes.double());
    if (tag === TAG.BYTES) return this.rawBytes();
    return tag === TAG.REGEXP ? regExpOf(this.text(), this.text()) : undefined;
  }

  private rawBytes(): object {
    const Class = BYTES_CLASSES[this.bytes.byte()] ?? refuseState('there are no such bytes');
    const content = this.bytes.raw(this.bytes.unsigned());
    if (Class === Buffer) return Buffer.from(content);
    if (Class === SharedArrayBuffer) {
      const shared = new SharedArrayBuffer(content.length);
      new Uint8Array(shared).set(content);
      return shared;
    }
    const { buffer } = new Uint8Array(content);
    if (Class === ArrayBuffer) return buffer;
    const { BYTES_PER_ELEMENT: width = 1 } = Class as { BYTES_PER_ELEMENT?: number };
    if (content.length % width !== 0) refuseState('the last element is not whole');
    return new (Class as new (buffer: ArrayBuffer) => object)(buffer);
  }

  private empty(manner: number | Layout): object {
    if (typeof manner === 'object') return this.emptyOf(manner.prototype);
    switch (manner) {
      case TAG.OBJECT:
        return this.emptyOf(this.prototype(Object.prototype));
      case TAG.ARRAY:
        return like([], this.prototype(Array.prototype));
      case TAG.MAP:
        return like(new Map(), this.prototype(Map.prototype));
      case TAG.SET:
        return like(new Set(), this.prototype(Set.prototype));
      default:
        return refuseState('there is no such tag');
    }
  }

  private emptyOf(prototype: object | null): object {
    if (this.isPlain && this.objects.length === 0 && prototype === this.classes.owner.prototype) return {};
    if (prototype instanceof Structure) return new (prototype.constructor as new () => Structure)();
    return Object.create(prototype) as object;
  }

  private layout(): Layout {
    const number = this.bytes.unsigned();
    if (number > this.layouts.length) refuseState('there is no such layout');
    return this.layouts[number] ?? this.newLayout();
  }

  private newLayout(): Layout {
    const prototype = this.prototype(Object.prototype);
    const names: string[] = [];
    for (let left = this.bytes.count(); left > 0; left--) names.push(this.text());
    const layout = { prototype, names };
    this.layouts.push(layout);
    return layout;
  }

  private prototype(plain: object): object | null {
    const number = this.bytes.unsigned();
    if (number === NO_CLASS) return plain;
    if (number === NO_PROTOTYPE) return null;
    const index = number - FIRST_CLASS;
    if (index > this.prototypes.length) refuseState('there is no such class');
    return this.prototypes[index] ?? this.newClass();
  }

  private newClass(): object {
    const name = this.text();
    const prototype = this.classes.prototypeOf(name);
    if (!prototype) throw new UnknownClassError(this.classes.owner.name, name);
    this.prototypes.push(prototype);
    return prototype;
  }

  private text(): string {
    const value = this.value();
    return typeof value === 'string' ? value : refuseState('a name is no text');
  }

  private fill(object: object, manner: number | Layout): void {
    if (typeof manner === 'object') this.fillLaidOut(object as Fields, manner);
    else if (manner === TAG.ARRAY) this.fillArray(object as unknown[]);
    else if (manner === TAG.MAP) this.fillMap(object as Map<unknown, unknown>);
    else if (manner === TAG.SET) this.fillSet(object as Set<unknown>);
    if (typeof manner === 'number' && manner !== TAG.ARRAY) this.fillFields(object as Fields);
  }

  private fillLaidOut(object: Fields, { names }: Layout): void {
    const added = makeRoom(object, names);
    for (const name of names) setOwn(object, name, this.value());
    for (const [name, value] of added) setOwn(object, name, value);
  }

  private fillFields(object: Fields): void {
    const fields: [string, unknown][] = [];
    for (let left = this.bytes.count(); left > 0; left--) fields.push([this.text(), this.fieldValue()]);
    const added = makeRoom(
      object,
      fields.map(([name]) => name),
    );
    for (const [name, value] of [...fields, ...added]) {
      if (value === ABSENT) Reflect.deleteProperty(object, name);
      else setOwn(object, name, value);
    }
  }

  private fieldValue(): unknown {
    const tag = this.bytes.byte();
    return tag === TAG.ABSENT ? ABSENT : this.tagged(tag);
  }

  private fillArray(array: unknown[]): void {
    const length = this.bytes.unsigned();
    if (length > LONGEST_ARRAY) refuseState('no array is so long');
    for (let next = 0; next < length;) {
      const tag = this.bytes.byte();
      if (tag === TAG.HOLES) next += this.bytes.unsigned();
      else array[next++] = this.tagged(tag);
    }
    if (array.length < length) lengthen(array, length);
  }

  private fillMap(map: Map<unknown, unknown>): void {
    for (let left = this.bytes.count(); left > 0; left--)
      Map.prototype.set.call(map, this.value(), this.value());
  }

  private fillSet(set: Set<unknown>): void {
    for (let left = this.bytes.count(); left > 0; left--) Set.prototype.add.call(set, this.value());
  }
}

const LONGEST_ARRAY = 2 ** 32 - 1;

/** V8 makes room for a length that is set, but not for what is far behind the other elements. */
function lengthen(array: unknown[], length: number): void {
  array[length - 1] = undefined;
  Reflect.deleteProperty(array, length - 1);
}

const integerOf = (zigzag: number) => (zigzag >>> 1) ^ -(zigzag & 1);

function bigintOf(digits: string): bigint {
  const [, minus, magnitude] = /^(-?)([0-9a-f]+)$/.exec(digits) ?? refuseState('a bigint has no digits');
  const value = BigInt(`0x${magnitude}`);
  return minus ? -value : value;
}

function regExpOf(source: string, flags: string): RegExp {
  try {
    return new RegExp(source, flags);
  } catch {
    return refuseState('a regular expression is none');
  }
}

function like(object: object, prototype: object | null): object {
  if (Object.getPrototypeOf(object) !== prototype) Object.setPrototypeOf(object, prototype);
  return object;
}

/** What a field is that the saved value did not have. */
const ABSENT = Symbol('absent');

type Named = readonly [name: string, value: unknown];

const NONE: readonly Named[] = [];

/**
 * Removes the fields of a new value from the first on that is not at its place in the saved one; derived ones stay. Answers
 * those that its class has got since it was saved, with their initial values: none, if it has lost some as well, for what it
 * has may be what it had by another name.
 */
function makeRoom(object: object, names: readonly string[]): readonly Named[] {
  if (!(object instanceof Structure)) return NONE;
  const fields = keptFields(object);
  const first = fields.findIndex((name, at) => name !== names[at]);
  if (first < 0) return NONE;
  const isExtended = names.every((name) => fields.includes(name));
  const added = fields.filter((name) => isExtended && !names.includes(name));
  const named = added.map((name): Named => [name, (object as unknown as Fields)[name]]);
  for (const name of fields.slice(first)) Reflect.deleteProperty(object, name);
  return named;
}
