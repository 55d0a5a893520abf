import fc, { type Arbitrary } from 'fast-check';
import type { Shape } from '../../lib/command/argument';
import type { Command, CommandTable } from '../../lib/index';

type Words = string[];

/** Numbers at which commands go wrong; none that only asks for a lot of memory. */
const INTEGERS = [
  '0',
  '1',
  '2',
  '7',
  '-1',
  '-3',
  '100',
  String(2 ** 31),
  String(2n ** 63n - 1n),
  String(-(2n ** 63n)),
];
const DOUBLES = ['0', '1.5', '-2', '1e300', 'inf', '-inf'];
const TEXTS = ['', 'a', 'b', 'ab', '10', 'ä', '\0', 'x'.repeat(100), 'the quick fox'];

/** Words for a command that fit its schema, or nearly so. */
export function randomWords(command: Command, keys: readonly string[]): Arbitrary<Words> {
  const key = fc.constantFrom(...keys).map((name) => [name]);
  const methods = command.methods.map(({ isStatic, readers }) =>
    joined([...(isStatic ? [] : [key]), ...readers.map(({ shape }) => wordsOf(shape, key))]),
  );
  const name = command.name.split(' ');
  return mutated(fc.oneof(...methods)).map((words) => [...name, ...words]);
}

/** What is said of a key of any structure. */
const ABOUT_KEYS = ['DEL', 'RENAME', 'COPY', 'EXPIRE', 'PERSIST', 'TYPE', 'EXISTS', 'OBJECT ENCODING'];

/** Random commands of a structure, with others about the same keys; `wait` and milliseconds stand where time passes. */
export function randomConversation(
  own: readonly Command[],
  commands: CommandTable,
  keys: readonly string[],
  size?: 'max',
): Arbitrary<Words[]> {
  const anyOf = (some: readonly Command[]) => fc.oneof(...some.map((command) => randomWords(command, keys)));
  const wait = fc.integer({ min: 1, max: 100_000 }).map((time) => ['wait', String(time)]);
  const line = fc.oneof(
    { weight: 12, arbitrary: anyOf(own) },
    { weight: 4, arbitrary: anyOf(ABOUT_KEYS.map((name) => commands.get(name)!)) },
    { weight: 1, arbitrary: wait },
  );
  return fc.array(line, { minLength: 1, maxLength: 40, ...(size && { size }) });
}

/** Now and then a word is missing, another one, or one too many. */
function mutated(words: Arbitrary<Words>): Arbitrary<Words> {
  const at = fc.nat(5);
  const broken = fc
    .tuple(words, at, fc.constantFrom(0, 1), fc.constantFrom([], [''], ['junk']))
    .map(([whole, start, count, instead]) => whole.toSpliced(start, count, ...instead));
  return fc.oneof({ weight: 9, arbitrary: words }, { weight: 1, arbitrary: broken });
}

const joined = (parts: readonly Arbitrary<Words>[]): Arbitrary<Words> =>
  fc.tuple(...parts).map((lists) => lists.flat());

function wordsOf(shape: Shape, key: Arbitrary<Words>): Arbitrary<Words> {
  const one = shape.token === undefined ? valueOf(shape, key) : announced(shape, shape.token, key);
  const many = shape.multiple
    ? fc.array(one, { minLength: 1, maxLength: 3 }).map((lists) => lists.flat())
    : one;
  return shape.optional ? fc.oneof(fc.constant<Words>([]), many) : many;
}

const announced = (shape: Shape, token: string, key: Arbitrary<Words>): Arbitrary<Words> =>
  joined([fc.constant([token]), ...(shape.type === 'pure-token' ? [] : [valueOf(shape, key)])]);

function valueOf(shape: Shape, key: Arbitrary<Words>): Arbitrary<Words> {
  const parts = (shape.parts ?? []).map((part) => part.shape);
  const oneOf = (words: readonly string[]) => fc.constantFrom(...words).map((word) => [word]);
  if (shape.counted) return counted(wordsOf(parts[1]!, key));
  switch (shape.type) {
    case 'key':
      return key;
    case 'integer':
    case 'unix-time':
      return oneOf(INTEGERS);
    case 'double':
      return oneOf(DOUBLES);
    case 'oneof':
      return fc.oneof(...parts.map((part) => wordsOf({ ...part, optional: false }, key)));
    case 'block':
      return joined(parts.map((part) => wordsOf(part, key)));
    default:
      return oneOf(TEXTS);
  }
}

const counted = (item: Arbitrary<Words>): Arbitrary<Words> =>
  fc.array(item, { minLength: 1, maxLength: 3 }).map((items) => [String(items.length), ...items.flat()]);
