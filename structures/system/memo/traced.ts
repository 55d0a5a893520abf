import type { LoggedCommand, Reply, Server, Trace, TracedCommand, TracedKey, TracedValue, Value } from 'memo';
import { shownWords } from '../../data/shown-words';

/** What a dry run has shown, for a person to read. */
export function tracedReply(server: Server, command: Buffer, words: readonly Buffer[]): Reply {
  const trace = server.trace(command.toString(), ...words);
  return new Map<string, Reply>([
    ['reply', replyOf(trace.reply)],
    ['played', trace.played.map(played)],
    ['logged', loggedLines(trace, server.session.database)],
    ['keys', trace.keys.map(touched)],
    ...(trace.emptied.length > 0 ? [['emptied', trace.emptied] as const] : []),
  ]);
}

/** A value as a handler sees it is a reply as it is. */
const replyOf = (value: Value) => value as unknown as Reply;

const played = ({ words, reply, played: within }: TracedCommand): Reply =>
  new Map<string, Reply>([
    ['command', shownWords(words)],
    ['reply', replyOf(reply)],
    ...(within.length > 0 ? [['played', within.map(played)] as const] : []),
  ]);

/** As the log has them: with SELECT where they are of another database than those before. */
function loggedLines({ logged }: Trace, selected: number): string[] {
  let database = selected;
  return logged.flatMap((command: LoggedCommand) => {
    const line = shownWords(command.words);
    if (command.database === database) return [line];
    database = command.database;
    return [`SELECT ${database}`, line];
  });
}

const touched = ({ database, key, before, after }: TracedKey): Reply =>
  new Map<string, Reply>([
    ['key', key],
    ['database', database],
    ['before', before ? described(before) : null],
    ['after', after ? described(after) : null],
  ]);

function described({ typeName, bytes, expiry }: TracedValue): string {
  const size = bytes === undefined ? "that can't be saved" : `of ${bytes} bytes`;
  return `${typeName} ${size}${expiry === undefined ? '' : `, expires at ${expiry}`}`;
}
