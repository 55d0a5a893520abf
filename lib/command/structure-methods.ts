import { ConfigurationError } from '../errors';
import type { SchemaArguments } from './argument';
import { declarationOf, type Declaration } from './declaration';
import { Method } from './method';
import { parameterNames } from './parameter-names';
import { t } from './schema';
import type { StructureClass } from './structure-class';
import type { StructureInfo } from './structure-info';

const COMMAND_NAME = /^[A-Z][A-Z0-9._-]*( [A-Z][A-Z0-9._|-]*)?$/;

type Members = Record<string, unknown>;

/** Every command of a class. Throws a ConfigurationError when one can't be. */
export function methodsOf(info: StructureInfo): Method[] {
  const { Class } = info;
  const declared = commandsOf(Class);
  const plain = !usesDecorators(Class);
  const statics = methodsIn(info, Class as unknown as Members, true, plain, declared);
  const instances = methodsIn(info, Class.prototype as Members, false, plain, declared);
  const methods = [...statics, ...instances];
  const twice = methods.find((method) =>
    methods.some((other) => other !== method && other.command === method.command),
  );
  if (twice)
    throw new ConfigurationError(`${Class.name}.${twice.command} is both static and an instance method`);
  if (methods.length === 0)
    throw new ConfigurationError(`${Class.name} has no command: no method with an upper-case name`);
  return methods;
}

/** What `static commands` of a plain JavaScript class declares. */
function commandsOf(Class: StructureClass): Members {
  const declared = Object.getOwnPropertyDescriptor(Class, 'commands')?.value as unknown;
  return typeof declared === 'object' && declared !== null ? (declared as Members) : {};
}

const ownMethods = (members: Members) =>
  Object.getOwnPropertyNames(members).filter(
    (name) => typeof Object.getOwnPropertyDescriptor(members, name)?.value === 'function',
  );

const usesDecorators = (Class: StructureClass) =>
  [Class as unknown as Members, Class.prototype as Members].some((members) =>
    ownMethods(members).some((name) => declarationOf(members[name]) !== undefined),
  );

function methodsIn(
  info: StructureInfo,
  members: Members,
  isStatic: boolean,
  plain: boolean,
  declared: Members,
) {
  const methods: Method[] = [];
  for (const name of ownMethods(members)) {
    const handler = members[name] as Method['handler'];
    const declaration =
      declarationOf(handler) ?? (plain ? plainDeclaration(name, handler, isStatic, declared) : undefined);
    if (!declaration) continue;
    if (!COMMAND_NAME.test(name))
      throw new ConfigurationError(`${info.Class.name}.${name} is not an upper-case command name`);
    methods.push(new Method(info, name, declaration, handler, isStatic));
  }
  return methods;
}

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
