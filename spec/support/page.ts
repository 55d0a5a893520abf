import { readFileSync } from 'node:fs';

/** A fenced block of a Markdown page; its first line may name the file that it is. */
export interface Block {
  readonly language: string;
  readonly file: string | undefined;
  readonly text: string;
}

/** A command of a shell transcript, and what it prints. */
export interface Step {
  readonly command: string;
  readonly output: string;
}

const FENCE = /^```(\w+)\n([^]*?)^```$/gm;

/** The blocks of a page, in order. */
export const blocksOf = (page: string): Block[] =>
  [...readFileSync(page, 'utf8').matchAll(FENCE)].map(([, language = '', text = '']) => ({
    language,
    text,
    file: /^\/\/ (\S+\.\w+)\n/.exec(text)?.[1],
  }));

/** The steps of a transcript: a command after `$ `, the lines it prints below. */
export const stepsOf = (transcript: string): Step[] =>
  transcript
    .split(/^\$ /m)
    .slice(1)
    .map((step) => {
      const [command = '', ...output] = step.trimEnd().split('\n');
      return { command, output: output.join('\n') };
    });
