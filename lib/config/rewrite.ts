import { realFileSystem, replaceFile, writeAll } from '../durability/file-system';
import { Configuration, optionOf, presentName } from './configuration';
import { ConfigurationFile } from './configuration-file';
import { parseLine, readText } from './directives';
import { OPTIONS } from './options';

const MARKER = '# Written by CONFIG REWRITE';

interface Line {
  readonly text: string;
  /** The option that it sets; undefined when it sets none. */
  readonly option: string | undefined;
}

/**
 * Makes a configuration file say what the options are now. What it says already stays as it is, comments too, and so do
 * its rights. An option that has changed takes the place of its first line, its other lines go; one without a line is
 * written at the end, behind a marker. Throws the system's error; the file is as it was then.
 */
export function rewriteFile(path: string, now: Configuration): void {
  const { mode } = realFileSystem.statSync(path);
  const bytes = Buffer.from(rewritten(path, now));
  replaceFile(
    realFileSystem,
    path,
    (fd) => {
      writeAll(realFileSystem, fd, bytes);
    },
    mode,
  );
}

function rewritten(path: string, now: Configuration): string {
  const said = new Configuration({}, new ConfigurationFile(path).settings);
  const changed = Object.keys(OPTIONS).filter((name) => now.get(name) !== said.get(name));
  const lines = linesOf(readText(path), path);
  const written = new Set<string>();
  const kept = lines.flatMap(({ text, option }) => {
    if (option === undefined || !changed.includes(option)) return [text];
    if (written.has(option)) return [];
    written.add(option);
    return [lineOf(option, now)];
  });
  const added = changed.filter((name) => !written.has(name)).map((name) => lineOf(name, now));
  return `${[...withMarker(kept, added), ...added].join('\n')}\n`;
}

function linesOf(text: string, path: string): Line[] {
  return text
    .replace(/\n$/, '')
    .split('\n')
    .map((line, index) => {
      const name = parseLine(line, `${path}:${index + 1}`)?.name;
      return { text: line, option: name !== undefined && optionOf(name) ? presentName(name) : undefined };
    });
}

const withMarker = (lines: readonly string[], added: readonly string[]) =>
  added.length === 0 || lines.includes(MARKER) ? lines : [...lines, MARKER];

function lineOf(name: string, configuration: Configuration): string {
  const value = configuration.get(name);
  return optionOf(name)!.words && value !== '' ? `${name} ${value}` : `${name} ${quoted(value)}`;
}

/** As it is when it is one plain word, else in quotes. */
const quoted = (value: string) =>
  /^[\w.:/@%+,*-]+$/.test(value) ? value : `"${value.replace(/["\\]|[^ -~\x80-\uffff]/g, escaped)}"`;

const escaped = (char: string) =>
  char === '"' || char === '\\' ? `\\${char}` : `\\x${char.charCodeAt(0).toString(16).padStart(2, '0')}`;
