import fc from 'fast-check';
import { quote } from '../../support/quoting';

/** Part of a script line: words, or nothing. */
export type Words = fc.Arbitrary<string>;

const VALUES = ['', 'a', 'abc', '\x00\xff', '\r\n', ' 1', 'x'.repeat(50), '1.5', '3.0e3', '-0.25', '0'];
const INTEGERS = ['0', '1', '-1', '7', '10', '-3', '100', '9223372036854775807', '-9223372036854775808'];
const FLOATS = ['0', '0.1', '-1.5', '3', '1e2', '3.0e-5', '12345678.5', 'abc'];
const ABSOLUTE = ['4102444799', '4102444800', '4102444801'];

/** One of the words, each a byte a character. */
export const word = (...words: string[]): Words =>
  fc.constantFrom(...words.map((text) => quote(Buffer.from(text, 'latin1'))));

/** Nothing, or one of the options. */
export const maybe = (...options: (string | Words)[]): Words => anyOf('', ...options);

/** One of the options; a string is taken as it stands. */
export const anyOf = (...options: (string | Words)[]): Words =>
  fc.oneof(...options.map((option) => (typeof option === 'string' ? fc.constant(option) : option)));

/** One after the other. */
export const line = (...parts: (string | Words)[]): Words =>
  fc.tuple(...parts.map((part) => anyOf(part))).map((words) => words.filter(Boolean).join(' '));

/** Once or several times. */
export const some = (part: Words, maxLength = 3): Words =>
  fc.array(part, { minLength: 1, maxLength }).map((parts) => parts.join(' '));

/** How many there are, then they, as EVAL and LMPOP take keys. */
export const counted = (part: Words, maxLength = 3): Words =>
  fc.array(part, { minLength: 1, maxLength }).map((parts) => [parts.length, ...parts].join(' '));

/** Often the one, now and then the other. */
export const mostly = (usual: Words, unusual: Words): Words =>
  fc.oneof({ weight: 9, arbitrary: usual }, { weight: 1, arbitrary: unusual });

export const value = word(...VALUES, ...INTEGERS);
export const integer = word(...INTEGERS, 'abc');
export const float = word(...FLOATS);
export const index = fc.oneof(fc.integer({ min: -6, max: 6 }).map(String), word('100', '-100', 'x'));
export const count = word('0', '1', '2', '5', '-1', '-2');
export const side = word('LEFT', 'RIGHT', 'left');
export const database = word('0', '1');

/** A relative time of 100 s and more. Hardly two are equal, so GT and LT don't depend on the millisecond. */
export const seconds = fc.noShrink(fc.noBias(fc.integer({ min: 100, max: 1_000_000 }))).map(String);
export const milliseconds = seconds.map((time) => `${time}000`);
export const absolute = word(...ABSOLUTE, ...ABSOLUTE, '1');
export const absoluteMs = absolute.map((time) => (time === '1' ? '1' : `${time}500`));
/** When a value goes, as SET and GETEX take it. */
export const lasting = anyOf(
  line('EX', seconds),
  line('PX', milliseconds),
  line('EXAT', absolute),
  line('PXAT', absoluteMs),
);
