import { existsSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import type { StructureClass } from '../command/structure-class';
import { printType } from './print-type';
import { quoted } from './word-types';

/** What clients get of a command's reply, as TypeScript writes it: `string | null`. */
export interface ReplyTypes {
  readonly resp3: string;
  /** The same where the client has RESP2's shapes. */
  readonly resp2: string;
}

/** What the source of a class tells. */
export interface SourceTypes {
  /** The comment above the class; '' without one. */
  readonly description: string;
  /** By the name of the command; those that the source doesn't tell are missing. */
  readonly replies: ReadonlyMap<string, ReplyTypes>;
}

/** A class, the file that exports it, and its commands. */
export interface Source {
  readonly Class: StructureClass;
  readonly file: string;
  readonly handlers: readonly { readonly name: string; readonly isStatic: boolean }[];
}

const ROOT = join(__dirname, '..');

/** A module that is nowhere: the compiler works out its types. */
const PROBE = join(ROOT, 'tools', 'probe.ts');

/** As the server sees scripts: `memo` is this one, wherever they are. */
const OPTIONS: ts.CompilerOptions = {
  target: ts.ScriptTarget.ES2022,
  // What Node has beside it its own types tell; those of browsers would be half of all that is read.
  lib: ['lib.es2023.d.ts', 'lib.esnext.disposable.d.ts', 'lib.esnext.decorators.d.ts'],
  module: ts.ModuleKind.ESNext,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
  strict: true,
  noEmit: true,
  allowJs: true,
  allowImportingTsExtensions: true,
  esModuleInterop: true,
  skipLibCheck: true,
  paths: {
    memo: [join(ROOT, 'index')],
    'memo/structures': [join(ROOT, '..', 'structures', 'index')],
    'memo/client': [join(ROOT, 'client', 'index')],
  },
};

/** Reads the sources of classes: TypeScript, JavaScript, or JavaScript with declarations beside it. */
export function sourceTypes(sources: readonly Source[]): SourceTypes[] {
  const imports = sources.map(
    ({ file }, index) => `import type * as S${index} from ${JSON.stringify(declarationsOf(file))};`,
  );
  const modules = probe([...imports, ...sources.map((_, index) => `type M${index} = typeof S${index};`)]);
  const exported = sources.map(({ Class }, index) => exportOf(modules, `M${index}`, Class.name));
  const replies = probe(
    [
      ...imports,
      ...REPLIED,
      ...sources.flatMap((source, index) => replyLines(source, index, exported[index])),
    ],
    modules.program,
  );
  return sources.map(({ handlers }, index) => ({
    description: exported[index]?.description ?? '',
    replies: new Map(handlers.flatMap(({ name }, at) => replyTypes(replies, name, `${index}_${at}`))),
  }));
}

/** Types stand beside what was compiled, if anywhere. */
function declarationsOf(file: string): string {
  const declarations = file.replace(/\.([cm]?)js$/, '.d.$1ts');
  return existsSync(declarations) ? declarations : file;
}

/** Types by their names, which the compiler has worked out. */
interface Probe {
  readonly program: ts.Program;
  readonly checker: ts.TypeChecker;
  readonly types: ReadonlyMap<string, ts.Type>;
}

/** Compiles lines of a module that is nowhere. */
function probe(lines: readonly string[], oldProgram?: ts.Program): Probe {
  const host = hostWith(lines.join('\n'), oldProgram);
  const program = ts.createProgram({ rootNames: [PROBE], options: OPTIONS, host, oldProgram });
  const checker = program.getTypeChecker();
  const aliases = program.getSourceFile(PROBE)!.statements.filter(ts.isTypeAliasDeclaration);
  const types = aliases.map(({ name }) => [name.text, checker.getTypeAtLocation(name)] as const);
  return { program, checker, types: new Map(types) };
}

/** What an earlier program has read is not read again. */
function hostWith(source: string, oldProgram: ts.Program | undefined): ts.CompilerHost {
  const host = ts.createCompilerHost(OPTIONS);
  const isProbe = (file: string) => file === PROBE;
  return {
    ...host,
    fileExists: (file) => isProbe(file) || host.fileExists(file),
    readFile: (file) => (isProbe(file) ? source : host.readFile(file)),
    getSourceFile: (file, ...rest) =>
      isProbe(file)
        ? ts.createSourceFile(file, source, ts.ScriptTarget.ES2022)
        : (oldProgram?.getSourceFile(file) ?? host.getSourceFile(file, ...rest)),
  };
}

interface Export {
  /** What the class is called in its module; undefined when it is all of it. */
  readonly name: string | undefined;
  readonly description: string;
}

/** What a module exports a class of a name as. */
function exportOf({ checker, types }: Probe, module: string, className: string): Export | undefined {
  const type = types.get(module)!;
  const members = type
    .getProperties()
    .map((member) => [member.name, checker.getTypeOfSymbol(member)] as const);
  for (const [name, member] of [[undefined, type] as const, ...members]) {
    const Class = member.getConstructSignatures()[0]?.getReturnType().getSymbol();
    if (Class?.name !== className && (!Class || name !== className)) continue;
    return { name, description: ts.displayPartsToString(Class.getDocumentationComment(checker)) };
  }
  return undefined;
}

const REPLIED = [
  `import type { Replied } from ${JSON.stringify(join(ROOT, 'client', 'replied'))};`,
  'type Answer<F> = F extends (...words: never[]) => infer R ? Awaited<R> : unknown;',
];

/** R0_1 is what the second handler of the first class replies, L0_1 the same in RESP2's shapes. */
function replyLines({ handlers }: Source, index: number, exported: Export | undefined): string[] {
  if (!exported) return [];
  const Class =
    exported.name === undefined ? `typeof S${index}` : `(typeof S${index})[${quoted(exported.name)}]`;
  return handlers.flatMap(({ name, isStatic }, at) => {
    const answer = `Answer<${isStatic ? `(${Class})` : `InstanceType<${Class}>`}[${quoted(name)}]>`;
    return [
      `type R${index}_${at} = Replied<${answer}>;`,
      `type L${index}_${at} = Replied<${answer}, 'resp2'>;`,
    ];
  });
}

function replyTypes({ checker, types }: Probe, name: string, place: string): [string, ReplyTypes][] {
  const [resp3, resp2] = [types.get(`R${place}`), types.get(`L${place}`)];
  if (!resp3 || !resp2) return [];
  return [[name, { resp3: printType(checker, resp3), resp2: printType(checker, resp2) }]];
}
