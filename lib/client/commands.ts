/** What sends a command that it is given by name: a connection or a pipeline. */
interface Commander {
  call(command: string, ...words: readonly unknown[]): unknown;
}

type CommandMethod = (this: Commander, ...words: unknown[]) => unknown;

const methods = new Map<string, CommandMethod>();

/** An object that inherits from `prototype`, and has a method of every upper-case name besides. */
export function withCommands<T extends object>(prototype: T): T {
  return new Proxy(Object.create(prototype) as T, {
    get(target, name, receiver) {
      const method = methods.get(name as string);
      if (method) return method;
      return isCommandName(name) && !(name in target) ? addMethod(name) : Reflect.get(target, name, receiver);
    },
  });
}

/** A letter first: jest asks objects for names like `@@__IMMUTABLE_LIST__@@`. */
const isCommandName = (name: string | symbol): name is string =>
  typeof name === 'string' && /^[A-Z][^a-z]*$/.test(name);

/** ioredis tells commands by their names in lower case: which subscribe, select a database, take a Map. */
function addMethod(name: string): CommandMethod {
  const [command, ...subcommand] = name.split(' ') as [string, ...string[]];
  const lowerCase = command.toLowerCase();
  const method: CommandMethod = function (...words) {
    dropAbsent(words);
    return this.call(lowerCase, ...subcommand, ...words);
  };
  methods.set(name, method);
  return method;
}

/** ioredis would send an optional argument that is undefined as an empty string. */
function dropAbsent(words: unknown[]): void {
  while (words.length > 0 && words[words.length - 1] === undefined) words.pop();
}
