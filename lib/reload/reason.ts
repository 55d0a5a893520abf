import { join, resolve, sep } from 'node:path';
import { TrialError } from '../keyspace/trial';
import { LoadError } from '../loader';
import { isUsersFile } from '../sources/recording';

/** A line of a file as V8 writes it: `/a/b.ts:3:5`, `file:///a/b.mjs?memo=1:3:5`. */
const PLACES = /(?<![\w:])(?:file:\/\/)?((?:\/|[A-Za-z]:\\)[^\s()?:]+)(?:\?[^\s():]*)?:(\d+)/g;
/** And as TypeScript does: `a/b.ts(3,5): error …`. */
const COMPILED = /^(\S+)\((\d+),\d+\): /m;

/** Stacks show the server's own sources, where they are there. */
const OWN_SOURCES = ['lib', 'structures/system', 'structures/standard'].map(
  (folder) => join(__dirname, '..', '..', '..', folder) + sep,
);

/** What was thrown at first. */
export function faultOf(error: unknown): unknown {
  if (error instanceof TrialError) return error.fault;
  return error instanceof LoadError ? error.cause : error;
}

/** Why a reload failed, in one line: the line of a user's file, if it is known, and what was said. */
export function reasonOf(error: unknown): string {
  const fault = faultOf(error);
  const said = error instanceof LoadError ? saidIn(fault) : lineOf(messageOf(error));
  const place = (fault === error ? undefined : placeIn(fault)) ?? placeOf(error);
  return place === undefined || said.includes(place) ? said : `${place}: ${said}`;
}

const placeOf = (error: unknown) => (error instanceof LoadError ? (error.place ?? error.file) : undefined);

const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error));

const saidIn = (error: unknown) =>
  (error instanceof Error ? `${error.name}: ` : '') + lineOf(messageOf(error)).replace(COMPILED, '');

/** The first line that says more than that others follow. */
const lineOf = (text: string) =>
  text
    .split('\n')
    .map((line) => line.trim())
    .find((line) => line !== '' && !line.endsWith(':')) ?? text;

/** The first line of users' sources that an exception tells of. */
function placeIn(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  const [, script, row] = COMPILED.exec(error.message) ?? [];
  if (script !== undefined) return `${resolve(script)}:${row!}`;
  for (const [, file, line] of `${error.message}\n${error.stack ?? ''}`.matchAll(PLACES))
    if (isUsersFile(file!) && !OWN_SOURCES.some((folder) => file!.startsWith(folder)))
      return `${file!}:${line!}`;
  return undefined;
}
