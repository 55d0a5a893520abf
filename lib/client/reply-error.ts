import { type Command, ReplyError as IoredisReplyError } from 'ioredis';

/** The server refused a command. It is ioredis' ReplyError, and says more. */
export interface ReplyError extends Error {
  /** The first word of the message: `ERR`, `WRONGTYPE`, … */
  code: string;
  /** The command's name in upper case, and the words after it as they were sent. */
  command: { name: string; args: readonly unknown[] };
}

/** Whether an error is a reply of the server's, rather than of the connection or the program. */
export const isReplyError = (error: unknown): error is ReplyError =>
  error instanceof (IoredisReplyError as abstract new () => Error);

/** Whatever the server answers to the command with an error says its code and its command. */
export function explainErrors(command: Command): void {
  const { reject } = command;
  command.reject = (error) => {
    explain(error, command);
    reject(error);
  };
}

/** The same for the errors among EXEC's replies, one for each queued command. */
export function explainElements(exec: Command, queued: readonly Command[]): void {
  const { resolve } = exec;
  exec.resolve = (reply: unknown) => {
    if (Array.isArray(reply)) reply.forEach((element, index) => explain(element, queued[index] ?? exec));
    resolve(reply);
  };
}

function explain(error: unknown, { name, args }: Command): void {
  if (!isReplyError(error)) return;
  error.code = error.message.split(' ', 1)[0]!;
  error.command = { name: name.toUpperCase(), args };
}
