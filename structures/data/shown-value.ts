import { types } from 'node:util';

const DEEPEST = 6;
const MOST_BYTES = 32;

/**
 * A value as a line of at most so many characters, much as JavaScript writes it. None of its getters are run, nor any other
 * code of its class; it takes no longer than the line is long.
 */
export function shownValue(value: unknown, most: number): string {
  const shown = new ShownValue(most);
  shown.add(value);
  return shown.text.length > most ? `${shown.text.slice(0, most)}...` : shown.text;
}

/** Own fields by name, as lines: at most so many of them. */
export function shownFields(object: object, most: number, mostFields: number): Map<string, string> {
  const names = Object.keys(object);
  const shown = names.slice(0, mostFields).map((name) => [name, shownField(object, name, most)] as const);
  const rest = names.length - shown.length;
  return new Map([...shown, ...(rest > 0 ? [['...', `${rest} more`] as const] : [])]);
}

function shownField(object: object, name: string, most: number): string {
  const field = Object.getOwnPropertyDescriptor(object, name)!;
  return field.get ? GETTER : shownValue(field.value, most);
}

const GETTER = '[getter]';

class ShownValue {
  text = '';
  /** The objects that it is within. */
  private readonly holders: object[] = [];

  constructor(private readonly most: number) {}

  add(value: unknown): void {
    this.text += typeof value === 'object' && value !== null ? '' : this.plain(value);
    if (typeof value !== 'object' || value === null) return;
    const short = this.short(value);
    if (short !== undefined) this.text += short;
    else this.addParts(value);
  }

  private get isFull(): boolean {
    return this.text.length > this.most;
  }

  private plain(value: unknown): string {
    if (typeof value === 'string') return JSON.stringify(value.slice(0, this.most));
    if (typeof value === 'bigint') return `${value}n`;
    if (typeof value === 'function') return '[function]';
    return Object.is(value, -0) ? '-0' : String(value);
  }

  /** An object that is not looked into, undefined of any other. */
  private short(value: object): string | undefined {
    if (types.isProxy(value)) return '[proxy]';
    if (types.isDate(value)) return dateText(value);
    if (types.isRegExp(value)) return RegExp.prototype.toString.call(value);
    if (ArrayBuffer.isView(value)) return bytesText(value.buffer, value.byteOffset, value.byteLength);
    if (types.isAnyArrayBuffer(value)) return bytesText(value, 0, value.byteLength);
    if (this.holders.includes(value)) return '[circular]';
    return this.holders.length === DEEPEST ? `[${nameOf(value)}]` : undefined;
  }

  private addParts(value: object): void {
    this.holders.push(value);
    const name = className(value);
    if (name !== undefined) this.text += `${name} `;
    if (Array.isArray(value)) this.addItems('[', Object.keys(value), (at) => this.addField(value, at), ']');
    else if (types.isMap(value)) this.addMap(value);
    else if (types.isSet(value))
      this.addItems('{', Set.prototype.values.call(value), (item) => this.add(item));
    else this.addFields(value);
    this.holders.pop();
  }

  private addMap(map: Map<unknown, unknown>): void {
    this.addItems('{', Map.prototype.entries.call(map), ([key, item]) => {
      this.add(key);
      this.text += ' => ';
      this.add(item);
    });
  }

  private addFields(object: object): void {
    this.addItems('{', Object.keys(object), (name) => {
      this.text += `${/^[\p{L}$_][\p{L}\p{N}$_]*$/u.test(name) ? name : JSON.stringify(name)}: `;
      this.addField(object, name);
    });
  }

  private addField(object: object, name: string): void {
    const field = Object.getOwnPropertyDescriptor(object, name)!;
    if (field.get) this.text += GETTER;
    else this.add(field.value);
  }

  private addItems<T>(open: string, items: Iterable<T>, add: (item: T) => void, close = '}'): void {
    let separator = '';
    this.text += open;
    for (const item of items) {
      if (this.isFull) return;
      this.text += separator;
      separator = ', ';
      add(item);
    }
    this.text += close;
  }
}

const dateText = (date: Date) => {
  const time = Date.prototype.getTime.call(date);
  return Number.isNaN(time) ? 'Invalid Date' : new Date(time).toISOString();
};

function bytesText(buffer: ArrayBufferLike, start: number, length: number): string {
  const shown = Buffer.from(buffer, start, Math.min(length, MOST_BYTES)).toString('hex');
  return `<${length} bytes ${shown}${length > MOST_BYTES ? '...' : ''}>`;
}

/** The name of an object's class, undefined of plain objects and arrays; nothing of the class is run. */
function className(object: object): string | undefined {
  const prototype = Object.getPrototypeOf(object) as object | null;
  if (prototype === null || prototype === Object.prototype || prototype === Array.prototype) return undefined;
  const value: unknown = Object.getOwnPropertyDescriptor(prototype, 'constructor')?.value;
  const name: unknown = typeof value === 'function' && Object.getOwnPropertyDescriptor(value, 'name')?.value;
  return typeof name === 'string' ? name : undefined;
}

const nameOf = (object: object) => className(object) ?? (Array.isArray(object) ? 'array' : 'object');
