import { Command } from 'commander';
import { writeFileSync } from 'node:fs';
import { summaryOf, usageLine } from '../command/help';
import { termsOf, traitsOf } from '../command/manual';
import type { Described, DescribedCommand } from './described';

/** `memo docs [SOURCES…]`: a page for whoever uses the structures. */
export const docsCommand = (): Command =>
  new Command('docs')
    .description(
      'Write a page in Markdown about the commands of structures, or of all that come with the server.',
    )
    .argument('[sources...]', 'files, folders or packages that export structure classes')
    .option('--title <text>', 'the heading of the page', 'Commands')
    .option('--out <file>', 'where to write it, in place of standard output')
    .action(run);

async function run(sources: string[], { title, out }: { title: string; out?: string }): Promise<void> {
  const { describedStructures } = await import('./described.js');
  const page = markdownPage(title, await describedStructures(sources));
  if (out === undefined) process.stdout.write(page);
  else writeFileSync(out, page);
}

/** A chapter for each class, a section for each command. */
function markdownPage(title: string, structures: readonly Described[]): string {
  const chapters = structures.map(chapter);
  return `${[`# ${title}`, ...chapters.flat()].join('\n\n')}\n`;
}

function chapter({ info, description, commands }: Described): string[] {
  const { Class, typeName, isContainer } = info;
  const absent = isContainer
    ? 'An absent key reads as empty, and what is left empty is removed.'
    : 'The key must exist.';
  const hasValues = commands.some(({ method }) => !method.isStatic);
  return [
    `## ${Class.name}`,
    ...(description === '' ? [] : [description]),
    ...(hasValues ? [`Values are of the type \`${typeName}\`. ${absent}`] : []),
    ...commands.flatMap(section),
  ];
}

function section({ command, method, replies }: DescribedCommand): string[] {
  const terms = termsOf(method).map(({ name, meaning }) => `- \`${name}\`: ${meaning}`);
  const answers = replies.resp3 === 'unknown' ? [] : [`Answers \`${replies.resp3}\`.`];
  return [
    `### ${command.name}`,
    `\`\`\`\n${usageLine(command.name, method)}\n\`\`\``,
    ...summaryOf(method),
    ...(terms.length > 0 ? [terms.join('\n')] : []),
    [...answers, `_${traitsOf(command, method).join(' · ')}_`].join(' '),
  ];
}
