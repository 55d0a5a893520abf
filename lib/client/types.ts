import type { ClientContext, Redis, RedisCommander, RedisOptions } from 'ioredis';
import type { Replied } from './replied';
import type { Word, WordsFor } from './words';

/** A structure class, or a class in plain JavaScript whose upper-case methods are commands. */
type StructureClass = abstract new () => object;

/** A client's type parameter: `[typeof FIFO, typeof Suggest]`. */
export type Structures = readonly StructureClass[];

/** No type parameter: any command goes. */
export type AnyStructures = Structures;

/** Options of ioredis. The protocol is RESP3, which the types of replies follow; which words are keys is not known here. */
export type ClientOptions = Omit<RedisOptions, 'protocol' | 'replyMapping' | 'keyPrefix'>;

/** ioredis' connection, with the structures' commands and Redis' own under their upper-case names. */
export type Client<S extends Structures = AnyStructures> = Commands<
  S,
  { type: 'default'; mapping: 'resp3' }
> & {
  pipeline(commands?: readonly Word[][]): Pipeline<S>;
  multi(options: { pipeline: false }): Promise<'OK'>;
  multi(options: { pipeline: true }): Pipeline<S>;
  multi(commands?: readonly Word[][]): Pipeline<S>;
  duplicate(options?: ClientOptions): Client<S>;
} & Redis<'resp3'>;

/** Commands that go out together on `exec()`; each call answers the pipeline. */
export type Pipeline<S extends Structures = AnyStructures> = Commands<S, PipelineContext<S>> &
  RedisCommander<PipelineContext<S>> & { readonly length: number };

/** Tells ioredis' types that a pipelined command answers our pipeline. */
interface PipelineContext<S extends Structures> {
  type: 'memo';
  mapping: 'resp3';
  structures: S;
}

declare module 'ioredis/built/utils/RedisCommander' {
  interface ResultTypes<Result, Context> {
    memo: Context extends { structures: infer S extends Structures } ? Pipeline<S> : Result;
  }
}

type Answer<R, Context extends ClientContext> =
  Context extends PipelineContext<infer S> ? Pipeline<S> : Promise<R>;

type Commands<S extends Structures, Context extends ClientContext> = number extends S['length']
  ? StandardCommands<Context> & AnyCommands<Context>
  : StructureCommands<S[number], Context> & Omit<StandardCommands<Context>, CommandName<S[number]>>;

type AnyCommands<Context extends ClientContext> = Readonly<
  Record<Uppercase<string>, (...words: (Word | readonly Word[])[]) => Answer<unknown, Context>>
>;

/** What ioredis knows as `set` is here as `SET` too. */
type StandardCommands<Context extends ClientContext> = {
  readonly [N in keyof RedisCommander<Context> as StandardName<N>]: RedisCommander<Context>[N];
};
type StandardName<N extends string> = N extends 'call' | `${string}Buffer` ? never : Uppercase<N>;

type StructureCommands<C extends StructureClass, Context extends ClientContext> = {
  readonly [N in CommandName<C>]: (...words: CommandWords<C, N>) => Answer<CommandReply<C, N>, Context>;
};

type Handler = (...args: never[]) => unknown;
type HandlerName<T> = {
  [N in keyof T]: T[N] extends Handler ? Extract<N, Uppercase<string>> : never;
}[keyof T];

type CommandName<C> = C extends StructureClass ? HandlerName<C> | HandlerName<InstanceType<C>> : never;

/** Several classes may have an instance method of one name: the client may send what any of them takes. */
type CommandWords<C, N> =
  C extends Record<N & string, (server: never, ...parameters: infer P) => unknown>
    ? WordsFor<P>
    : C extends abstract new () => Record<N & string, (...parameters: infer P) => unknown>
      ? [key: Word, ...words: WordsFor<P>]
      : never;

type CommandReply<C, N> =
  C extends Record<N & string, (...parameters: never[]) => infer R>
    ? Replied<Awaited<R>>
    : C extends abstract new () => Record<N & string, (...parameters: never[]) => infer R>
      ? Replied<Awaited<R>>
      : never;
