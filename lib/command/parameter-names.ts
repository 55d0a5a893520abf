const OPENING = '([{';
const CLOSING = ')]}';
const QUOTES = '\'"`';

/**
 * The names of a function's parameters from its source, a rest parameter with its dots;
 * a parameter without a name of its own (a pattern) is called argument1, argument2, …
 */
export function parameterNames(source: string): string[] {
  return splitParameters(source.slice(source.indexOf('(') + 1))
    .map((parameter) => parameter.replace(/\/\*[^]*?\*\/|\/\/.*$/gm, '').trim())
    .filter((parameter) => parameter !== '')
    .map(
      (parameter, index) =>
        /^(?:\.\.\.)?[\p{ID_Start}$_][\p{ID_Continue}$]*/u.exec(parameter)?.[0] ?? `argument${index + 1}`,
    );
}

/** The text of each parameter, up to the parenthesis that ends the list. */
function splitParameters(source: string): string[] {
  const parameters = [''];
  let depth = 0;
  for (let at = 0; at < source.length; at++) {
    const char = source[at]!;
    if (QUOTES.includes(char)) {
      const end = endOfQuote(source, at);
      parameters.push(`${parameters.pop()!}${source.slice(at, end)}`);
      at = end - 1;
      continue;
    }
    if (OPENING.includes(char)) depth++;
    if (CLOSING.includes(char) && depth-- === 0) return parameters;
    if (char === ',' && depth === 0) parameters.push('');
    else parameters.push(`${parameters.pop()!}${char}`);
  }
  return parameters;
}

function endOfQuote(source: string, start: number): number {
  let at = start + 1;
  while (at < source.length && source[at] !== source[start]) at += source[at] === '\\' ? 2 : 1;
  return at + 1;
}
