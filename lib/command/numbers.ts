import { CommandError, errors } from '../errors';
import type { ArgumentType, Input } from './argument';
import { parseFloat64 } from './number-words';

export interface NumberOptions {
  min?: number;
  max?: number;
  /** The whole error line when the word is no such number. */
  error?: string;
  /** The whole error line when it is an integer, but below min or above max; `error` when not given. */
  outOfRange?: string;
  type?: ArgumentType;
}

export interface FloatOptions {
  /** The whole error line when the word is no number. */
  error?: string;
  type?: ArgumentType;
}

export interface LongOptions {
  type?: ArgumentType;
  min?: bigint;
  /** The whole error line when the word is no integer. */
  error?: string;
  /** The whole error line when it is an integer, but below min. */
  outOfRange?: string;
}

/** A 64-bit signed integer, past 2^53 the nearest number. */
export function readInteger(input: Input, { min, max, error, outOfRange = error }: NumberOptions): number {
  const value = input.request.integer(input.index++);
  if (value === undefined) throw error ? new CommandError(error) : errors.notInteger();
  const tooSmall = min !== undefined && value < min;
  const tooLarge = max !== undefined && value > max;
  if (tooSmall || tooLarge) throw outOfRange ? new CommandError(outOfRange) : errors.outOfRange();
  return value;
}

/** A 64-bit signed integer, exactly. */
export function readLong(input: Input, { min, error, outOfRange }: LongOptions): bigint {
  const value = input.request.bigint(input.index++);
  if (value === undefined) throw error ? new CommandError(error) : errors.notInteger();
  if (min !== undefined && value < min) throw outOfRange ? new CommandError(outOfRange) : errors.outOfRange();
  return value;
}

export function readFloat(input: Input, { error }: FloatOptions): number {
  const { request, index } = input;
  const value = parseFloat64(request.slice(index));
  if (value === undefined) throw error ? new CommandError(error) : errors.notFloat();
  input.index++;
  return value;
}

/** Seconds as milliseconds. */
export function readTimeout(input: Input): number {
  const seconds = parseFloat64(input.request.slice(input.index++));
  if (seconds === undefined) throw errors.notTimeout();
  const milliseconds = Math.ceil(seconds * 1000);
  // What 64 bits don't hold is negative in Redis.
  if (milliseconds < 0 || milliseconds >= 2 ** 63) throw errors.negativeTimeout();
  return milliseconds;
}

export function readCursor(input: Input): number {
  const match = /^(?:([+-]?)0*(\d{1,20}))?$/.exec(input.request.wire(input.index++));
  const magnitude = BigInt(match?.[2] ?? 0);
  if (!match || magnitude >= 2n ** 64n) throw errors.invalidCursor();
  return Number(BigInt.asUintN(64, match[1] === '-' ? -magnitude : magnitude));
}
