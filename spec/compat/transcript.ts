import { createHash } from 'node:crypto';
import { printable } from '../support/quoting';
import type { WireReply } from '../support/reply-reader';
import { equivalent, readReplies } from './equivalence';
import type { Answer } from './player';
import type { Step } from './script';

/**
 * The conversation as text: each line of the script and, indented below it, its reply's bytes, an element a line.
 * With `expected`, an answer that is equivalent to the expected one is written as that one.
 */
export function transcript(steps: readonly Step[], answers: readonly Answer[], expected = answers): string {
  const entries = answers.map((answer, i) => {
    const step = steps[i]!;
    const same = expected[i] && equivalent(expected[i], answer, step.leniencies);
    return `${abbreviate(step.line)}\n${renderAnswer(same ? expected[i]! : answer)}`;
  });
  return entries.join('');
}

function renderAnswer({ bytes, end }: Answer): string {
  const replies = readReplies(bytes).map((reply) => renderReply(reply, '    '));
  return replies.join('') + (end === 'complete' ? '' : `    (${end})\n`);
}

function renderReply({ bytes, items }: WireReply, indent: string): string {
  if (!items) return `${indent}${abbreviate(printable(bytes))}\n`;
  const header = bytes.subarray(0, bytes.indexOf('\n') + 1);
  return `${indent}${printable(header)}\n${items.map((item) => renderReply(item, `${indent}  `)).join('')}`;
}

/** A line cut where it is too long to read; the digest keeps different lines different. */
function abbreviate(line: string): string {
  if (line.length <= 400) return line;
  const digest = createHash('sha1').update(line).digest('hex').slice(0, 8);
  return `${line.slice(0, 200)}... (${line.length} chars, sha1 ${digest})`;
}
