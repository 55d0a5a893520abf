export { FIFO } from './fifo';
export { SearchCache, type Search } from './search-cache';
export { Hash } from './standard/hash';
export { List } from './standard/list';
export { StringValue } from './standard/string';
export { Suggest } from './suggest';
