/** What there is to be notified of, by the letters of notify-keyspace-events. */
export type EventType = 'g' | '$' | 'l' | 's' | 'h' | 'z' | 'x' | 'e' | 't' | 'd' | 'n' | 'm';

const BY_GROUP: Readonly<Record<string, EventType>> = {
  generic: 'g',
  string: '$',
  bitmap: '$',
  hyperloglog: '$',
  list: 'l',
  set: 's',
  hash: 'h',
  'sorted-set': 'z',
  geo: 'z',
  stream: 't',
};

/** The type of the events of a group's commands: `d` for those that Redis hasn't. */
export const eventTypeOf = (group: string): EventType =>
  Object.hasOwn(BY_GROUP, group) ? BY_GROUP[group]! : 'd';
