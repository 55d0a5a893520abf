import { type AnyArgument, type Input, RequiredArgument } from './argument';

/** Whether the next words are these tokens, one after the other; undefined when not all are tokens that must be given. */
export function matcherOfTokens(parts: readonly AnyArgument[]): ((input: Input) => boolean) | undefined {
  const tokens = parts.map(({ shape }) => shape.token ?? '');
  if (!parts.every((part) => part instanceof RequiredArgument && part.shape.type === 'pure-token'))
    return undefined;
  return ({ request, index }) =>
    request.count - index >= tokens.length &&
    tokens.every((token, word) => request.equals(index + word, token));
}
