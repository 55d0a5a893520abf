import { ConfigurationError, errors } from '../errors';
import type { ConfigurationView } from '../command/memo-view';
import type { Option } from './kinds';
import { OPTIONS, type OptionName } from './options';

/** What an option is set to as the server starts. */
export interface Setting {
  readonly name: string;
  readonly text: string;
  /** For people: what says so, and where. */
  readonly where: string;
}

const options: ReadonlyMap<string, Option> = new Map(Object.entries(OPTIONS));

/** Options by the names that they had. */
const aliases = new Map([...options].flatMap(([name, { alias }]) => (alias ? [[alias, name] as const] : [])));

export const presentName = (name: string) => aliases.get(name) ?? name;

export const optionOf = (name: string) => options.get(presentName(name));

/** The values of all options. */
export class Configuration implements ConfigurationView {
  /** What was said at the start to no effect, and why. */
  readonly withoutEffect: string[] = [];
  private readonly values = new Map<string, string>();
  private readonly numbers = new Map<string, number>();
  private readonly watchers = new Map<string, ((value: string) => void)[]>();

  /** What is given counts more than what a file says. Throws a ConfigurationError that names the first at fault. */
  constructor(given: Readonly<Partial<Record<OptionName, string>>> = {}, fromFile: readonly Setting[] = []) {
    for (const [name, { initial }] of options) this.put(name, initial);
    for (const setting of [...fromFile, ...settingsOf(given)]) this.begin(setting);
  }

  get(name: string): string {
    return this.values.get(name) ?? '';
  }

  number(name: string): number {
    return this.numbers.get(name) ?? NaN;
  }

  entries(): Iterable<[string, string]> {
    const known = [...aliases].map(([alias, name]): [string, string] => [alias, this.get(name)]);
    return [...this.values, ...known];
  }

  /** Calls the function with the new value whenever the option was set. */
  watch(name: OptionName, watcher: (value: string) => void): void {
    this.watchers.set(name, [...(this.watchers.get(name) ?? []), watcher]);
  }

  /** Calls the function now, and whenever one of the options was set. */
  follow(names: readonly OptionName[], follower: () => void): void {
    for (const name of names) this.watch(name, follower);
    follower();
  }

  set(pairs: readonly (readonly [string, string])[]): void {
    const texts = new Map<string, { given: string; text: string }>();
    for (const [given, text] of pairs) texts.set(settable(given, texts), { given, text });
    const values = [...texts].map(
      ([name, { given, text }]) => [presentName(name), this.readSetting(given, name, text)] as const,
    );
    for (const [name, value] of values) this.put(name, value);
    for (const [name, value] of values) for (const watcher of this.watchers.get(name) ?? []) watcher(value);
  }

  private begin({ name, text, where }: Setting): void {
    try {
      const option = optionOf(name);
      if (!option) throw new ConfigurationError('no such option');
      const value = this.read(option, name, text);
      const isNews = value !== option.initial;
      if (option.ignored === undefined) this.put(presentName(name), value);
      if (isNews && option.ignored !== undefined) this.withoutEffect.push(`${where}: ${option.ignored}`);
      else if (isNews && option.isIdle) this.withoutEffect.push(where);
    } catch (error) {
      throw new ConfigurationError(`${where}: ${(error as ConfigurationError).message}`);
    }
  }

  private read(option: Option, name: string, text: string): string {
    return option.read?.(text, this.get(presentName(name))) ?? text;
  }

  private readSetting(given: string, name: string, text: string): string {
    try {
      const option = optionOf(name)!;
      const value = this.read(option, name, text);
      if (option.ignored !== undefined && value !== option.initial)
        throw new ConfigurationError(option.ignored);
      return value;
    } catch (error) {
      throw errors.invalidOption(given, (error as ConfigurationError).message);
    }
  }

  private put(name: string, value: string): void {
    this.values.set(name, value);
    this.numbers.set(name, Number(value));
  }
}

const settingsOf = (given: Readonly<Record<string, string>>): Setting[] =>
  Object.entries(given).map(([name, text]) => ({ name, text, where: `--${name} ${text}` }));

/** The name of an option that CONFIG SET can change. Throws the CommandError that it answers for others. */
function settable(given: string, before: ReadonlyMap<string, unknown>): string {
  const name = given.toLowerCase();
  const option = optionOf(name);
  if (!option) throw errors.unknownOption(given);
  if (option.guarded) throw errors.invalidOption(given, "can't set protected config");
  if (!option.mutable) throw errors.invalidOption(given, "can't set immutable config");
  if (before.has(name)) throw errors.invalidOption(given, 'duplicate parameter');
  return name;
}
