export { FIFO } from './fifo';
export { SearchCache, type Search } from './search-cache';
export { Hash } from './standard/hash';
export { List } from './standard/list';
export { SetValue } from './standard/set';
export { Stream } from './standard/stream';
export { StringValue } from './standard/string';
export { Suggest } from './suggest';
