import { type Command, Pipeline, Redis, type RedisOptions } from 'ioredis';
import { withCommands } from './commands';
import { explainElements, explainErrors } from './reply-error';
import type { AnyStructures, Client, ClientOptions, Structures } from './types';

/** What is extended of ioredis' connection. */
interface Connection {
  readonly options: RedisOptions;
  sendCommand(command: Command, stream?: unknown): unknown;
  pipeline(): Pipeline;
  multi(options?: unknown): Pipeline | Promise<'OK'>;
}

const Connection = Redis as unknown as new (options: RedisOptions) => Connection;

const pipelinePrototype = withCommands(Pipeline.prototype);

/** ioredis' pipeline, with commands under their upper-case names. */
function commanding(pipeline: Pipeline, batch: readonly unknown[][] = []): Pipeline {
  Object.setPrototypeOf(pipeline, pipelinePrototype);
  return pipeline.addBatch(batch);
}

/** ioredis' connection, with commands under their upper-case names and errors that say their code. */
class MemoConnection extends Connection {
  /** What a transaction's pipeline sent since its MULTI. */
  private queued: Command[] = [];

  override sendCommand(command: Command, stream?: unknown) {
    explainErrors(command);
    if (command.name === 'exec') explainElements(command, this.queued);
    if (command.name === 'multi' || command.name === 'exec') this.queued = [];
    else if (command.inTransaction) this.queued.push(command);
    return super.sendCommand(command, stream);
  }

  override pipeline(batch?: readonly unknown[][]) {
    return commanding(super.pipeline(), batch);
  }

  override multi(...[first, second]: readonly unknown[]) {
    const isBatch = Array.isArray(first);
    const transaction = super.multi(isBatch ? second : first);
    return transaction instanceof Pipeline
      ? commanding(transaction, isBatch ? (first as unknown[][]) : [])
      : transaction;
  }

  duplicate(options?: Partial<RedisOptions>) {
    return new MemoConnection({ ...this.options, ...options });
  }
}

Object.setPrototypeOf(MemoConnection.prototype, withCommands(Redis.prototype));

/**
 * Connects to a Memo or Redis server. The client is an ioredis instance; beside that an upper-case name is a method
 * that sends this command: `client.FIFOADD('task queue', 42)`, `client['CLIENT ID']()`.
 *
 * The type parameter lists the structure classes whose commands are called, for TypeScript to know their words and
 * replies: `createClient<[typeof FIFO]>()`; `import type` is enough. Without it any name may be called with any words.
 * @param options ioredis' options; replies are RESP3: maps come as objects, doubles as numbers
 */
export function createClient<S extends Structures = AnyStructures>(options: ClientOptions = {}): Client<S> {
  if (typeof options !== 'object' || 'keyPrefix' in options)
    throw new TypeError(
      'createClient takes an object of options, without keyPrefix: it knows no keys of structures',
    );
  const connection = new MemoConnection({ ...options, protocol: 3, replyMapping: 'resp3' });
  return connection as unknown as Client<S>;
}
