import { errors, t } from 'memo';

/** How long to wait: whole milliseconds. */
export const MILLISECONDS = t.int('timeout', {
  min: 0,
  error: errors.timeoutNotInteger().message,
  outOfRange: errors.negativeTimeout().message,
});
