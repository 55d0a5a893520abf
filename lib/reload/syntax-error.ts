import type { SourceSet } from '../sources/recording';

/** Where the first ES module that is none breaks off: Node tells of what, but not where. */
export function syntaxErrorIn({ texts, formats }: Pick<SourceSet, 'texts' | 'formats'>): string | undefined {
  const modules = [...texts].filter(([file]) => formats.get(file) === 'module');
  for (const [file, text] of modules) {
    const line = lineOfError(file, text);
    if (line !== undefined) return `${file}:${line}`;
  }
  return undefined;
}

function lineOfError(file: string, text: string): number | undefined {
  const { transpileModule } = require('typescript') as typeof import('typescript');
  const [first] = transpileModule(text, { fileName: file, reportDiagnostics: true }).diagnostics ?? [];
  if (first?.start === undefined) return undefined;
  return text.slice(0, first.start).split('\n').length;
}
