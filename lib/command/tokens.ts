import { type AnyArgument, type Input, OptionalArgument, RequiredArgument } from './argument';

/** Whether the next words are these tokens, one after the other; undefined when not all are tokens that must be given. */
export function matcherOfTokens(parts: readonly AnyArgument[]): ((input: Input) => boolean) | undefined {
  const tokens = parts.map(({ shape }) => shape.token ?? '');
  if (!parts.every((part) => part instanceof RequiredArgument && part.shape.type === 'pure-token'))
    return undefined;
  return ({ request, index }) =>
    request.count - index >= tokens.length &&
    tokens.every((token, word) => request.equals(index + word, token));
}

type Matcher = (input: Input) => boolean;

/** Has each argument that may be left out leave the words that announce an argument behind it. */
export function leavingTokens(readers: readonly AnyArgument[]): readonly AnyArgument[] {
  return readers.map((reader, index) => {
    if (!(reader instanceof OptionalArgument)) return reader;
    const matchers = matchersNextIn(readers.slice(index + 1));
    if (matchers.length === 0) return reader;
    const isAnnounced = (input: Input) =>
      input.index < input.request.count && matchers.some((matches) => matches(input));
    const read: (input: Input) => unknown = reader.read;
    return new OptionalArgument(reader.shape, (input) => (isAnnounced(input) ? undefined : read(input)));
  });
}

/** What may be announced next: up to the first argument that must be given. */
function matchersNextIn(readers: readonly AnyArgument[]): Matcher[] {
  const required = readers.findIndex(({ shape }) => !shape.optional);
  return readers.slice(0, required < 0 ? undefined : required + 1).flatMap(matchersOf);
}

function matchersOf({ matches, shape }: AnyArgument): Matcher[] {
  const { token, parts = [], anyOrder, type } = shape;
  if (matches) return [matches];
  if (token !== undefined) return [({ request, index }) => request.equals(index, token)];
  return anyOrder || type === 'oneof' ? parts.flatMap(matchersOf) : [];
}
