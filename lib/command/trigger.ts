import { ConfigurationError } from '../errors';
import { Glob } from '../protocol/glob';
import type { Reply } from '../protocol/reply';
import { refuseLegacyDecorator } from './declaration';
import { Method } from './method';
import type { Server } from './server';
import type { StructureClass } from './structure-class';
import type { StructureInfo } from './structure-info';

/** Called with the key as text, and the name of what has happened to it. */
type TriggerHandler = (server: Server, key: string, event: string) => unknown;

/** What a trigger reacts to. */
interface Reaction {
  readonly events: readonly string[];
  /** Of the keys. */
  readonly pattern: Glob;
}

/** A static method that reacts to what happens to keys. */
export interface TriggerDeclaration extends Reaction {
  /** Of the method, and that with the class. */
  readonly name: string;
  readonly label: string;
  readonly handler: TriggerHandler;
}

/** What a trigger's method runs on, in place of an instance. */
export interface Happened {
  readonly server: Server;
  readonly key: string;
  readonly event: string;
}

type TriggerDecorator = <This, M extends (this: This, server: Server, key: string, event: string) => void>(
  method: M,
  context: ClassMethodDecoratorContext<This, M> & { static: true; private: false },
) => void;

const reactions = new WeakMap<object, Reaction>();

/**
 * Runs a static method, `(server, key, event)`, in the turn of a command that has brought about one of these events, as keyspace
 * notifications name them, on a key that matches the pattern, the last word: `@on('set', 'expired', 'session:*')`. It may read,
 * and play commands; it has no reply. In plain JavaScript, the value stands in `static triggers`, by the method's name.
 */
export function on(...words: [event: string, ...more: string[], pattern: string]): TriggerDecorator {
  const pattern = new Glob(words.at(-1)!);
  const events = words.slice(0, -1);
  if (events.length === 0)
    throw new ConfigurationError("on() takes events and a pattern of keys: on('expired', '*')");
  if (events.includes('keymiss'))
    throw new ConfigurationError('a trigger reacts to changes: keymiss tells of a read');
  const decorate = (method: TriggerHandler, context: unknown) => {
    refuseLegacyDecorator(context);
    reactions.set(method, { events, pattern });
  };
  reactions.set(decorate, { events, pattern });
  return decorate;
}

/** Every trigger of a class. Throws a ConfigurationError when one can't be. */
export function triggersOf(Class: StructureClass): TriggerDeclaration[] {
  const decorated = Object.getOwnPropertyNames(Class).map((name) => [name, ownValue(Class, name)] as const);
  return [...decorated, ...Object.entries(declaredIn(Class))].flatMap(([name, value]) => {
    const reaction = typeof value === 'function' ? reactions.get(value) : undefined;
    return reaction ? [{ ...reaction, ...handlerOf(Class, name) }] : [];
  });
}

/** A trigger as a method of no command. It stands here, for the watchdog ends handlers through frames of this folder only. */
export function triggerMethod(info: StructureInfo, { name, handler }: TriggerDeclaration): Method {
  const declaration = { verb: 'serves', summary: '', about: {}, schema: [] } as const;
  const react = function (this: unknown) {
    const { server, key, event } = this as Happened;
    return handler.call(info.Class, server, key, event) as Reply;
  };
  return new Method(info, name, declaration, react, false);
}

/** Of a field or a method: no getter is run. */
const ownValue = (Class: StructureClass, name: string): unknown =>
  Object.getOwnPropertyDescriptor(Class, name)?.value;

/** What `static triggers` of a plain JavaScript class says. */
function declaredIn(Class: StructureClass): Record<string, unknown> {
  const declared = ownValue(Class, 'triggers');
  if (typeof declared !== 'object' || declared === null) return {};
  for (const [name, value] of Object.entries(declared as Record<string, unknown>))
    if (typeof value !== 'function' || !reactions.has(value))
      throw new ConfigurationError(`${Class.name}.triggers.${name} is none of on()`);
  return declared as Record<string, unknown>;
}

function handlerOf(
  Class: StructureClass,
  name: string,
): Pick<TriggerDeclaration, 'name' | 'label' | 'handler'> {
  const label = `${Class.name}.${name}`;
  const handler = (Class as unknown as Record<string, unknown>)[name];
  if (typeof handler !== 'function')
    throw new ConfigurationError(
      `${Class.name}.triggers declares ${name}, but there is no such static method`,
    );
  if (handler.constructor.name === 'AsyncFunction')
    throw new ConfigurationError(`${label} is async: a trigger is part of the turn that it reacts to`);
  return { name, label, handler: handler as TriggerHandler };
}
