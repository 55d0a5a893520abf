import { resolve } from 'node:path';
import { ConfigurationError } from '../errors';
import { optionOf, type Setting } from './configuration';
import { type Directive, directivesOf, readText } from './directives';

/** What Redis' files may say that would be less than they ask for here: the server does not start. */
const REFUSED: Readonly<Record<string, string>> = {
  'rename-command': 'commands keep their names',
  user: 'there are no users but the default one yet: requirepass sets its password',
  loadmodule: "Redis' modules are not loaded: write a structure in their place",
};

/** A file in the syntax of redis.conf. */
export class ConfigurationFile {
  /** Where it is, '' when it was standard input. */
  readonly path: string;
  readonly settings: readonly Setting[];
  /** Files, folders and packages that export structure classes. */
  readonly structures: readonly string[];

  /** Throws a ConfigurationError that names file and line. */
  constructor(path: string) {
    this.path = path === '-' ? '' : resolve(path);
    const directives = directivesOf(readText(path), path);
    this.structures = directives.filter(({ name }) => name === 'structures').flatMap(({ words }) => words);
    this.settings = directives.filter(({ name }) => name !== 'structures').map(settingOf);
  }
}

function settingOf({ name, words, where }: Directive): Setting {
  const refuse = (reason: string): never => {
    throw new ConfigurationError(`${where}: ${reason}`);
  };
  if (name in REFUSED) refuse(REFUSED[name]!);
  const option = optionOf(name) ?? refuse('no such option');
  const isRight = option.words ? words.length > 0 : words.length === 1;
  if (!isRight) refuse('wrong number of arguments');
  return { name, text: words.join(' '), where };
}
