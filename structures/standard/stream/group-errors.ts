import { CommandError } from 'memo';

/** What errors show of a string of one character a byte: as C does, up to the first 0. */
const shown = (name: string) =>
  name
    .replace(/\0.*$/s, '')
    .replace(/[\x80-\xff]/g, (byte) => String.fromCharCode(0xdc00 + byte.charCodeAt(0)));

export const noKeyOrGroup = (key: string, group: string, where = '') =>
  new CommandError(`NOGROUP No such key '${shown(key)}' or consumer group '${shown(group)}'${where}`);

export const noGroup = (key: string, group: string) =>
  new CommandError(`NOGROUP No such consumer group '${shown(group)}' for key name '${shown(key)}'`);

/** What XREADGROUP answers that waited for a group, or for a stream, that was removed. */
export const groupGone = () =>
  new CommandError('NOGROUP the consumer group this client was blocked on no longer exists');
export const streamGone = () => new CommandError('UNBLOCKED the stream key no longer exists');
