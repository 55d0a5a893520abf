import { t } from 'memo';

/** How many elements LMPOP and its like take, 1 when not given. */
export const TAKE_COUNT = t.optional(
  t.keyword('COUNT', t.int('count', { min: 1, error: 'ERR count should be greater than 0' })),
);
