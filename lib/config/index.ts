export { Configuration, type Setting } from './configuration';
export { ConfigurationFile } from './configuration-file';
export { rewriteFile } from './rewrite';
export type { Option as ServerOption } from './kinds';
export { OPTIONS, type OptionName } from './options';
