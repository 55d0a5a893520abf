import { compileFunction } from 'node:vm';
import type { Reply } from '../protocol/reply';
import type { Input } from './argument';
import type { Method } from './method';

export type Result = Reply | Promise<Reply>;

/** Reads the arguments of a request and calls a handler: on an instance, or a static one with the server. */
export type Runner = (self: unknown, input: Input) => Result;

/**
 * A method's runner, compiled for it alone. One function for all methods would meet readers and handlers of every kind, and
 * V8 could inline none of them there (docs/decisions/0006).
 */
export function compileRunner(method: Method): Runner {
  const { readers, reserved, spreads, isStatic } = method;
  const words = readers.map((_, index) => `word${index}`);
  const reads = readers.map(
    (_, index) => `input.reserved = ${reserved[index]}; const word${index} = reader${index}.read(input);`,
  );
  const parameters = spreads ? [...words.slice(0, -1), `...${words.at(-1)}`] : words;
  const leading = isStatic ? ['Class', 'self'] : ['self'];
  const source = `return (self, input) => {
    ${reads.join('\n    ')}
    if (input.index !== input.request.count) method.finish(input);
    return handler.call(${[...leading, ...parameters].join(', ')});
  };`;
  const names = ['method', 'handler', 'Class', ...readers.map((_, index) => `reader${index}`)];
  const compiled = compileFunction(source, names, { filename: __filename });
  return (compiled as (...values: unknown[]) => Runner)(
    method,
    method.handler,
    method.owner.Class,
    ...readers,
  );
}
