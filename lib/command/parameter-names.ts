/** What stands for itself whatever is in it: comments, strings, templates, regular expressions. */
const OPAQUE = [
  /\/\*[^]*?\*\//y,
  /\/\/.*/y,
  /'(?:\\[^]|[^'\\])*'/y,
  /"(?:\\[^]|[^"\\])*"/y,
  /(?<=[=(,[{?:&|!;+*%<>~^-]\s*)\/(?:\\.|\[(?:\\.|[^\]\n])*\]|[^/\n\\[])+\//y,
];
const COMMENT = /^\/[*/]/;
const OPENING = '([{';
const CLOSING = ')]}';
const NAME = /^(?:\.\.\.)?[\p{ID_Start}$_][\p{ID_Continue}$]*/u;
/** An arrow function of one parameter without parentheses. */
const ARROW = /^(?:async\s+)?([\p{ID_Start}$_][\p{ID_Continue}$]*)\s*=>/u;

/**
 * The names of a function's parameters from its source, a rest parameter with its dots;
 * a parameter without a name of its own (a pattern) is called argument1, argument2, …
 */
export function parameterNames(source: string): string[] {
  const only = ARROW.exec(source)?.[1];
  if (only !== undefined) return [only];
  return new ParameterList(source)
    .read()
    .map((parameter) => parameter.trim())
    .filter((parameter) => parameter !== '')
    .map((parameter, index) => NAME.exec(parameter)?.[0] ?? `argument${index + 1}`);
}

/** Reads the source of a function up to the parenthesis that ends its parameters. */
class ParameterList {
  private at = 0;

  constructor(private readonly source: string) {}

  /** The text of each parameter, without comments. */
  read(): string[] {
    while (this.next() !== '(') continue;
    const parameters = [''];
    for (let depth = 0; this.at < this.source.length;) {
      const part = this.next();
      if (OPENING.includes(part)) depth++;
      if (CLOSING.includes(part) && depth-- === 0) break;
      if (part === ',' && depth === 0) parameters.push('');
      else if (!COMMENT.test(part)) parameters.push(`${parameters.pop()!}${part}`);
    }
    return parameters;
  }

  /** The next character, or all of a comment, a string, a template or a regular expression. */
  private next(): string {
    const start = this.at;
    if (this.source[start] === '`') this.skipTemplate();
    else this.at = this.endOfOpaque() ?? start + 1;
    return this.source.slice(start, this.at);
  }

  private endOfOpaque(): number | undefined {
    for (const pattern of OPAQUE) {
      pattern.lastIndex = this.at;
      if (pattern.test(this.source)) return pattern.lastIndex;
    }
    return undefined;
  }

  /** Past the end of a template, whose expressions may have templates of their own. */
  private skipTemplate(): void {
    this.at++;
    while (this.at < this.source.length && this.source[this.at] !== '`') {
      if (this.source.startsWith('${', this.at)) this.skipExpression();
      else this.at += this.source[this.at] === '\\' ? 2 : 1;
    }
    this.at++;
  }

  private skipExpression(): void {
    let depth = 0;
    do {
      const part = this.next();
      if (part === '{') depth++;
      if (part === '}') depth--;
    } while (depth > 0 || this.source[this.at - 1] === '$');
  }
}
