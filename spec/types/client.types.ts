import { double, NULL_ARRAY, OK, Structure, verbatim, type Entry, type Server } from 'memo';
import { createClient, isReplyError, type Client, type Pipeline, type Word } from 'memo/client';

/** What a client of these structures may say, and what it hears. Nothing here runs: compiling it is the test. */
export class Tasks extends Structure {
  static readonly LIMIT = 100;
  private readonly items: string[] = [];

  static TASKADD(server: Server, key: string, ...values: string[]) {
    server.open(Tasks, key).items.push(...values);
    return OK;
  }
  static 'TASK IDLE'(_server: Server, entry: Entry) {
    return double(entry.idle);
  }
  static async TASKFIND(server: Server, text: string) {
    return Promise.resolve([text, server.now()] as const);
  }
  static TASKLUCK(server: Server) {
    return server.random() < 0.5;
  }
  static TASKHELP() {
    return verbatim('Add tasks, and take them.');
  }
  FIRST(count: number) {
    return this.items.length < count ? NULL_ARRAY : this.items.slice(0, count);
  }
  POP(count?: number) {
    return this.items.splice(0, count).shift() ?? null;
  }
  INSERT(where: 'BEFORE' | 'AFTER', pivot: string, value: Buffer) {
    return where === 'BEFORE' ? pivot.length : value;
  }
  SCORE(...pairs: (readonly [number, string])[]) {
    return new Map(pairs.map(([score, member]) => [member, { score, seen: undefined }]));
  }
  SORT(by: string, options: { readonly desc: boolean; readonly limit: number | undefined }) {
    return new Set(options.desc ? [Buffer.from(by)] : []);
  }
  CLEAR(): void {
    this.items.length = 0;
  }
  PEEK() {
    return this.server.call('GET', this.key);
  }
  get length() {
    return this.items.length;
  }
  lowerCase() {
    return this.length;
  }
}

export class Numbers extends Structure {
  readonly sum = 0;

  POP(at: bigint) {
    return this.sum + Number(at);
  }
}

type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
const same = <A, B>(equal: Equal<A, B>) => equal;

const client = createClient<[typeof Tasks]>({ port: 6379 });

// The words of a command are its handler's parameters, text as any word.
same<Parameters<typeof client.TASKADD>, [key: Word, ...values: Word[]]>(true);
same<Parameters<(typeof client)['TASK IDLE']>, [entry: Word]>(true);
same<Parameters<typeof client.TASKLUCK>, []>(true);
same<Parameters<typeof client.POP>, [key: Word, count?: number | bigint]>(true);
same<Parameters<typeof client.INSERT>, [key: Word, where: 'BEFORE' | 'AFTER', pivot: Word, value: Word]>(
  true,
);
same<Parameters<typeof client.SCORE>, [key: Word, ...pairs: (readonly [number | bigint, Word])[]]>(true);

// From options on, any words go.
void client.SORT('key', 'field', 'DESC', 'LIMIT', 10);
// @ts-expect-error what to sort by is missing
void client.SORT('key');

// Replies are what the handlers return, as RESP3 brings it.
same<ReturnType<typeof client.TASKADD>, Promise<string>>(true);
same<ReturnType<(typeof client)['TASK IDLE']>, Promise<number>>(true);
same<ReturnType<typeof client.TASKFIND>, Promise<[string, number]>>(true);
same<ReturnType<typeof client.TASKLUCK>, Promise<boolean>>(true);
same<ReturnType<typeof client.TASKHELP>, Promise<string>>(true);
same<ReturnType<typeof client.FIRST>, Promise<string[] | null>>(true);
same<ReturnType<typeof client.POP>, Promise<string | null>>(true);
same<ReturnType<typeof client.INSERT>, Promise<string | number>>(true);
same<ReturnType<typeof client.SCORE>, Promise<Record<string, { score: number; seen: null }>>>(true);
same<ReturnType<typeof client.SORT>, Promise<string[]>>(true);
same<ReturnType<typeof client.CLEAR>, Promise<null>>(true);
same<ReturnType<typeof client.PEEK>, Promise<unknown>>(true);

// A method of several classes takes what any of them takes, and answers what any of them answers.
const both = createClient<[typeof Tasks, typeof Numbers]>();
void both.POP('key', 1n);
void both.POP('key');
same<ReturnType<typeof both.POP>, Promise<string | number | null>>(true);

// What is no command is no method.
// @ts-expect-error a constant is no command
client.LIMIT satisfies number;
// @ts-expect-error a method of the class, but not in upper case
void client.lowerCase();
// @ts-expect-error no such command
void client.TASKAD('key', 'value');
// @ts-expect-error a key is missing
void client.POP();
// @ts-expect-error a number is text
void client.POP('key', 'one');
// @ts-expect-error neither BEFORE nor AFTER
void client.INSERT('key', 'BESIDE', 'a', 'b');

// Redis' own commands have ioredis' types, in upper case as in lower case.
same<typeof client.SET, typeof client.set>(true);
same<typeof client.ZSCORE, typeof client.zscore>(true);
void client.on('error', (error) => error.message);

// Pipelines and copies know the same commands.
const pipeline = client.pipeline().TASKADD('key', 1).get('name').POP('key').SET('name', 'Ada');
same<typeof pipeline, Pipeline<[typeof Tasks]>>(true);
void pipeline.exec().then((replies) => replies?.[0]?.[1]);
void client.multi().POP('key').exec();
export const copy: Client<[typeof Tasks]> = client.duplicate({ db: 1 });
// @ts-expect-error no such command
client.pipeline().TASKAD('key', 'value');

// Without classes, any upper-case name is a command of any words.
const untyped = createClient();
void untyped.TASKADD?.('key', 1, Buffer.from('2'));
same<typeof untyped.GET, typeof untyped.get>(true);
// @ts-expect-error not in upper case
void untyped.taskadd('key');

export const codeOf = (error: unknown) =>
  isReplyError(error) ? `${error.code} ${error.command.name}` : undefined;
