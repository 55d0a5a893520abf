export { createClient } from './client';
export { isReplyError, type ReplyError } from './reply-error';
export type { Client, ClientOptions, Pipeline } from './types';
export type { Word } from './words';
