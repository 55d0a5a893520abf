export { Configuration, type Setting } from './configuration';
export type { Option as ServerOption } from './kinds';
export { OPTIONS, type OptionName } from './options';
