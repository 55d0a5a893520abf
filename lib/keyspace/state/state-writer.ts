import { types } from 'node:util';
import { StructureError } from '../../errors';
import { ByteWriter, isLatin1 } from './byte-writer';
import { hasHiddenState, isDirect, unnamedField } from './hidden-state';
import { absentFields, keptFields, setOwn } from './kept-fields';
import type { StateClasses } from './state-classes';
import {
  bytesKindOf,
  FIRST_CLASS,
  MOST_LAID_OUT,
  MOST_LAYOUTS,
  NO_CLASS,
  NO_PROTOTYPE,
  STATE_FORMAT,
  TAG,
} from './tags';

type Fields = Readonly<Record<string, unknown>>;

/** Objects of one class with the same fields in the same order. */
interface Layout {
  readonly number: number;
  readonly names: readonly string[];
}

/** The state of a value in bytes. Throws a StructureError with the path of what can't be saved. */
export const saveState = (value: object, classes: StateClasses): Buffer =>
  new StateWriter(classes).write(value);

/** The same of a value of the owner's class with these fields, and those of a new one that are not among them. */
export function saveFields(fields: object, classes: StateClasses): Buffer {
  const value = new classes.owner() as Record<string, unknown>;
  for (const [name, field] of Object.entries(fields)) setOwn(value, name, field);
  return new StateWriter(classes).write(fields, value);
}

/**
 * Objects are numbered as they are met. Each is announced there, and its parts follow when those that were met before
 * have theirs: so no depth of a value is too much for the stack, and what is met again is a number.
 */
class StateWriter {
  private readonly bytes = new ByteWriter();
  private readonly numbers = new Map<object, number>();
  private readonly classNumbers = new Map<object, number>();
  private readonly layouts = new Map<object | null, Layout[]>();
  private layoutCount = 0;
  /** Objects whose parts are to follow, how they were announced, and where they were found. */
  private readonly found: object[] = [];
  private readonly manners: (number | Layout)[] = [];
  private readonly holders: number[] = [];
  private readonly names: unknown[] = [];
  /** Whose parts are being written. */
  private holder = -1;

  constructor(private readonly classes: StateClasses) {}

  /** What refers to `root` refers to what is written in its place. */
  write(root: object, written = root): Buffer {
    this.bytes.byte(STATE_FORMAT);
    this.numbers.set(root, 0);
    this.meet(written, this.classes.owner.name);
    for (let next = 0; next < this.found.length; next++) {
      this.holder = next;
      this.parts(this.found[next]!, this.manners[next]!);
    }
    return this.bytes.finish();
  }

  private value(value: unknown, name: unknown): void {
    switch (typeof value) {
      case 'number':
        return this.number(value);
      case 'string':
        return this.text(value);
      case 'object':
        return value === null ? this.bytes.byte(TAG.NULL) : this.object(value, name);
      case 'boolean':
        return this.bytes.byte(value ? TAG.TRUE : TAG.FALSE);
      case 'undefined':
        return this.bytes.byte(TAG.UNDEFINED);
      case 'bigint':
        this.bytes.byte(TAG.BIGINT);
        this.bytes.latin1(value.toString(16));
        return;
      default:
        throw this.unsavable(name, `a ${typeof value}, which can't be saved`);
    }
  }

  private number(value: number): void {
    if (value === (value | 0) && !Object.is(value, -0)) {
      this.bytes.byte(TAG.INTEGER);
      this.bytes.unsigned(((value << 1) ^ (value >> 31)) >>> 0);
    } else {
      this.bytes.byte(TAG.DOUBLE);
      this.bytes.double(value);
    }
  }

  private text(value: string): void {
    const isNarrow = isLatin1(value);
    this.bytes.byte(isNarrow ? TAG.LATIN1 : TAG.UTF16);
    if (isNarrow) this.bytes.latin1(value);
    else this.bytes.utf16(value);
  }

  /** Announces an object, or tells the number of one that was met before. */
  private object(value: object, name: unknown): void {
    const known = this.numbers.get(value);
    if (known !== undefined) {
      this.bytes.byte(TAG.REFERENCE);
      this.bytes.unsigned(known);
      return;
    }
    this.numbers.set(value, this.numbers.size);
    this.meet(value, name);
  }

  /** Announces an object that has a number. */
  private meet(value: object, name: unknown): void {
    if (this.whole(value)) return;
    this.found.push(value);
    this.holders.push(this.holder);
    this.names.push(name);
    this.manners.push(this.announce(value, name));
  }

  /** Writes what has no parts that are objects; false for anything else. */
  private whole(value: object): boolean {
    const { bytes } = this;
    if (ArrayBuffer.isView(value) || types.isAnyArrayBuffer(value)) return this.rawBytes(value);
    if (types.isDate(value) && isDirect(value)) {
      bytes.byte(TAG.DATE);
      bytes.double(value.getTime());
      return true;
    }
    if (!types.isRegExp(value) || !isDirect(value)) return false;
    bytes.byte(TAG.REGEXP);
    this.text(value.source);
    this.text(value.flags);
    return true;
  }

  private rawBytes(value: ArrayBufferView | ArrayBufferLike): boolean {
    const kind = bytesKindOf(value);
    if (kind < 0) return false;
    const content = ArrayBuffer.isView(value)
      ? new Uint8Array(value.buffer, value.byteOffset, value.byteLength)
      : new Uint8Array(value);
    this.bytes.byte(TAG.BYTES);
    this.bytes.byte(kind);
    this.bytes.unsigned(content.length);
    this.bytes.raw(content);
    return true;
  }

  private announce(value: object, name: unknown): number | Layout {
    if (hasHiddenState(value))
      throw this.unsavable(name, `a ${value.constructor.name}, which can't be saved`);
    const symbol = unnamedField(value);
    if (symbol) throw this.unsavable(name, `a field ${String(symbol)}, which can't be saved`);
    const prototype = Object.getPrototypeOf(value) as object | null;
    if (Array.isArray(value)) return this.announceAs(TAG.ARRAY, prototype, Array.prototype, name);
    if (value instanceof Map) return this.announceAs(TAG.MAP, prototype, Map.prototype, name);
    if (value instanceof Set) return this.announceAs(TAG.SET, prototype, Set.prototype, name);
    const names = keptFields(value);
    const isUsual = names.length <= MOST_LAID_OUT && absentFields(value, names).length === 0;
    const layout = isUsual ? this.layoutOf(prototype, names) : undefined;
    if (!layout) return this.announceAs(TAG.OBJECT, prototype, Object.prototype, name);
    this.bytes.byte(TAG.LAID_OUT);
    this.bytes.unsigned(layout.number);
    if (layout.number === this.layoutCount) this.describeLayout(layout, prototype, name);
    return layout;
  }

  private announceAs(tag: number, prototype: object | null, plain: object, name: unknown): number {
    this.bytes.byte(tag);
    this.classNumber(prototype, plain, name);
    return tag;
  }

  private describeLayout({ names }: Layout, prototype: object | null, name: unknown): void {
    this.layoutCount++;
    this.classNumber(prototype, Object.prototype, name);
    this.bytes.unsigned(names.length);
    for (const each of names) this.text(each);
  }

  /** The layout of such objects, a new one if need be; undefined when the class has too many. */
  private layoutOf(prototype: object | null, names: readonly string[]): Layout | undefined {
    let layouts = this.layouts.get(prototype);
    if (!layouts) this.layouts.set(prototype, (layouts = []));
    const known = layouts.find((layout) => isSame(layout.names, names));
    if (known || layouts.length === MOST_LAYOUTS) return known;
    const layout = { number: this.layoutCount, names };
    layouts.push(layout);
    return layout;
  }

  /** Tells the class; its name follows when it is the first object of it. */
  private classNumber(prototype: object | null, plain: object, name: unknown): void {
    if (prototype === plain) return this.bytes.unsigned(NO_CLASS);
    if (prototype === null) return this.bytes.unsigned(NO_PROTOTYPE);
    const known = this.classNumbers.get(prototype);
    if (known !== undefined) return this.bytes.unsigned(known);
    const className = this.classes.nameOf(prototype);
    if (className === undefined) throw this.foreign(prototype, name);
    const number = FIRST_CLASS + this.classNumbers.size;
    this.classNumbers.set(prototype, number);
    this.bytes.unsigned(number);
    this.text(className);
  }

  /** The parts of an object that was announced. */
  private parts(value: object, manner: number | Layout): void {
    if (typeof manner === 'object') {
      for (const name of manner.names) this.value((value as Fields)[name], name);
      return;
    }
    if (manner === TAG.ARRAY) this.elements(value as readonly unknown[]);
    else if (manner === TAG.MAP) this.entries(value as ReadonlyMap<unknown, unknown>);
    else if (manner === TAG.SET) this.members(value as ReadonlySet<unknown>);
    if (manner !== TAG.ARRAY) this.fields(value as Fields);
  }

  private fields(value: Fields): void {
    const names = keptFields(value);
    const absent = absentFields(value, names);
    this.bytes.unsigned(names.length + absent.length);
    for (const name of names) {
      this.text(name);
      this.value(value[name], name);
    }
    for (const name of absent) {
      this.text(name);
      this.bytes.byte(TAG.ABSENT);
    }
  }

  private entries(map: ReadonlyMap<unknown, unknown>): void {
    this.bytes.unsigned(map.size);
    for (const [key, value] of map) {
      this.value(key, 'key');
      this.value(value, key);
    }
  }

  private members(set: ReadonlySet<unknown>): void {
    this.bytes.unsigned(set.size);
    for (const value of set) this.value(value, 'element');
  }

  private elements(array: readonly unknown[]): void {
    this.bytes.unsigned(array.length);
    for (let index = 0; index < array.length; index++) {
      const value = array[index];
      if (value === undefined && !(index in array)) index = this.holes(array, index) - 1;
      else this.value(value, index);
    }
  }

  /** Elements that are missing from one on; answers which one is the next that is there. */
  private holes(array: readonly unknown[], from: number): number {
    let next = from + 1;
    while (next < array.length && next < from + MOST_LOOKED_AT && !(next in array)) next++;
    if (next === from + MOST_LOOKED_AT) next = firstIndexFrom(array, next);
    this.bytes.byte(TAG.HOLES);
    this.bytes.unsigned(next - from);
    return next;
  }

  private foreign(prototype: object, name: unknown): StructureError {
    const { constructor } = prototype as { constructor?: { name?: string } };
    const className = constructor?.name ?? 'object without a class';
    return this.unsavable(
      name,
      `a ${className}, which is found again only if ${this.classes.owner.name} names it: static classes = [${className}]`,
    );
  }

  private unsavable(name: unknown, what: string): StructureError {
    return new StructureError(`${this.pathOf(this.holder, name)} holds ${what}`);
  }

  private pathOf(holder: number, name: unknown): string {
    const path = [String(name)];
    for (let at = holder; at >= 0; at = this.holders[at]!) path.push(String(this.names[at]));
    return path.reverse().join('.');
  }
}

/** Of a longer run of missing elements only those that are there are looked at. */
const MOST_LOOKED_AT = 1000;

/** The first element that is there from an index on, the length if there is none. */
function firstIndexFrom(array: readonly unknown[], from: number): number {
  for (const key of Object.keys(array)) {
    const index = Number(key);
    if (index >= from && index < array.length) return index;
  }
  return array.length;
}

const isSame = (a: readonly string[], b: readonly string[]) =>
  a.length === b.length && a.every((name, index) => name === b[index]);
