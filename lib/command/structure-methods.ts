import { ConfigurationError } from '../errors';
import { SpreadArgument, type AnyArgument, type SchemaArguments } from './argument';
import { declarationOf, type Declaration } from './declaration';
import { Method } from './method';
import { parameterNames } from './parameter-names';
import { t } from './schema';
import type { StructureClass } from './structure-class';
import type { StructureInfo } from './structure-info';
import { triggersOf } from './trigger';

const COMMAND_NAME = /^[A-Z][A-Z0-9._-]*( [A-Z][A-Z0-9._|-]*)?$/;

type Members = Record<string, unknown>;

/** Every command of a class. Throws a ConfigurationError when one can't be. */
export function methodsOf(info: StructureInfo): Method[] {
  const { Class } = info;
  const statics = methodsIn(info, levelOf(Class), true);
  const instances = lineageOf(Class).flatMap((level) => methodsIn(info, level, false));
  const inherited = (method: Method, index: number) =>
    instances.findIndex(({ command }) => command === method.command) < index;
  const methods = [...statics, ...instances.filter((method, index) => !inherited(method, index))];
  const twice = statics.find((method) => instances.some(({ command }) => command === method.command));
  if (twice)
    throw new ConfigurationError(`${Class.name}.${twice.command} is both static and an instance method`);
  const triggers = triggersOf(Class);
  if (methods.length === 0 && triggers.length === 0)
    throw new ConfigurationError(`${Class.name} has no command: no method with an upper-case name`);
  return methods;
}

/** A class, and how its own methods are declared. */
interface Level {
  readonly Class: StructureClass;
  /** It has no decorators: each method with an upper-case name is a command. */
  readonly isPlain: boolean;
  /** What `static commands` says of its methods. */
  readonly declared: Members;
}

/** The class, and those that it extends. */
function lineageOf(Class: StructureClass): Level[] {
  const Parent = Object.getPrototypeOf(Class) as StructureClass;
  return [levelOf(Class), ...(Parent.prototype ? lineageOf(Parent) : [])];
}

/** Throws a ConfigurationError for a class that declares its commands in both ways. */
function levelOf(Class: StructureClass): Level {
  const isPlain = !usesDecorators(Class);
  const declared = commandsOf(Class);
  if (!isPlain && Object.keys(declared).length > 0)
    throw new ConfigurationError(`${Class.name} has decorators: its static commands would be passed over`);
  return { Class, isPlain, declared };
}

/** What `static commands` of a plain JavaScript class declares. Throws a ConfigurationError for what is no method. */
function commandsOf(Class: StructureClass): Members {
  const declared = Object.getOwnPropertyDescriptor(Class, 'commands')?.value as unknown;
  if (typeof declared !== 'object' || declared === null) return {};
  for (const [name, declaration] of Object.entries(declared)) {
    const methods = [(Class as unknown as Members)[name], (Class.prototype as Members)[name]];
    if (!methods.some((method) => typeof method === 'function'))
      throw new ConfigurationError(`${Class.name}.commands declares ${name}, but there is no such method`);
    if (!declarationOf(declaration))
      throw new ConfigurationError(
        `${Class.name}.commands.${name} is none of reads(), writes() and serves()`,
      );
  }
  return declared as Members;
}

const ownMethods = (members: Members) =>
  Object.getOwnPropertyNames(members).filter(
    (name) => typeof Object.getOwnPropertyDescriptor(members, name)?.value === 'function',
  );

const usesDecorators = (Class: StructureClass) =>
  [Class as unknown as Members, Class.prototype as Members].some((members) =>
    ownMethods(members).some((name) => declarationOf(members[name]) !== undefined),
  );

/** The commands that one class declares. A class that overrides a method without saying more inherits its declaration. */
function methodsIn(info: StructureInfo, { Class, isPlain, declared }: Level, isStatic: boolean): Method[] {
  const methods: Method[] = [];
  const members = (isStatic ? Class : Class.prototype) as Members;
  for (const name of ownMethods(members)) {
    const declaration =
      declarationOf(members[name]) ??
      (isPlain ? plainDeclaration(name, members[name] as Method['handler'], isStatic, declared) : undefined);
    if (!declaration) continue;
    const handler = ((isStatic ? Class : info.Class.prototype) as Members)[name] as Method['handler'];
    refuseMisnamed(`${Class.name}.${name}`, name);
    refuseAsync(`${Class.name}.${name}`, handler, isStatic && declaration.verb === 'serves');
    const method = new Method(info, name, declaration, handler, isStatic);
    refuseMisfits(`${Class.name}.${name}`, method);
    methods.push(method);
  }
  return methods;
}

function refuseMisnamed(label: string, name: string): void {
  if (!COMMAND_NAME.test(name)) throw new ConfigurationError(`${label} is not an upper-case command name`);
}

function refuseAsync(label: string, handler: Method['handler'], mayBe: boolean): void {
  if (handler.constructor.name === 'AsyncFunction' && !mayBe)
    throw new ConfigurationError(`${label} is async: only a static method that serves can be`);
}

/** What is said of async commands only. */
const OF_ASYNC = ['timeout', 'holds', 'outlivesClient'] as const;

/** What can't do where it stands what it is for. */
function refuseMisfits(label: string, method: Method): void {
  const { isAsync, holds, readers, owner, declaration } = method;
  const misfit = isAsync ? undefined : OF_ASYNC.find((name) => declaration.about[name] !== undefined);
  if (misfit) throw new ConfigurationError(`${label} is not async: ${misfit} says nothing about it`);
  if (isAsync && owner.isAtomic)
    throw new ConfigurationError(
      `${label} is async, and others go on while it waits: a class that is atomic can't have it, give it one of its own`,
    );
  if (holds.length > 0 && !isAsync)
    throw new ConfigurationError(`${label} has t.holds, but only async commands hold names`);
  if (isAsync && readers.some(isHandle))
    throw new ConfigurationError(`${label} is async: an entry is good for one turn only, take t.key()`);
  if (readers.slice(0, -1).some((reader) => reader instanceof SpreadArgument))
    throw new ConfigurationError(
      `${label}: t.rest and t.pairs come last, t.list and t.pairList may come before others`,
    );
}

const isHandle = ({ shape }: AnyArgument): boolean => shape.isHandle ?? (shape.parts ?? []).some(isHandle);

/** Plain JavaScript: every upper-case method is a command of text arguments. */
function plainDeclaration(
  name: string,
  handler: Method['handler'],
  isStatic: boolean,
  declared: Members,
): Declaration | undefined {
  const own = declarationOf(declared[name]);
  if (own && own.schema.length > 0) return own;
  if (!own && !COMMAND_NAME.test(name)) return undefined;
  const verb = own?.verb ?? (handler.constructor.name === 'AsyncFunction' ? 'serves' : 'writes');
  return {
    verb,
    summary: own?.summary ?? '',
    about: own?.about ?? {},
    schema: textArguments(handler, isStatic),
  };
}

/** As many texts as the function has parameters; a static one's first word is its key. */
function textArguments(handler: Method['handler'], isStatic: boolean): SchemaArguments {
  const names = parameterNames(String(handler)).slice(isStatic ? 1 : 0);
  const required = handler.length - (isStatic ? 1 : 0);
  return names.map((parameter, index) => {
    const name = parameter.replace('...', '');
    const argument = isStatic && index === 0 ? t.key(name) : t.text(name);
    if (parameter.startsWith('...')) return t.rest(argument, { optional: true });
    return index < required ? argument : t.optional(argument);
  });
}
