export { matchers, type MemoMatchers } from './matchers';
export { expectReplaySafe, type CommandLine } from './replay-safe';
export { TestServer, type AdvanceOptions, type CrashOptions } from './test-server';
export type { ClientOf, Tested, TestOptions } from './test-options';
