import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ModuleKind, ScriptTarget, transpileModule } from 'typescript';

/** A script that runs in the measured server's process and answers over its IPC channel. */
export type Inside = 'turn-clock' | 'profiler';

/**
 * Node's options that load the script before the server. It is compiled here, so that no compiler
 * is loaded into the process that is measured.
 */
export function requireInside(name: Inside): string[] {
  const source = readFileSync(join(__dirname, 'inside', `${name}.ts`), 'utf8');
  const { outputText } = transpileModule(source, {
    compilerOptions: { module: ModuleKind.CommonJS, target: ScriptTarget.ES2022 },
  });
  const folder = mkdtempSync(join(tmpdir(), 'memo-bench-'));
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, `${name}.js`);
  writeFileSync(file, outputText);
  return ['--require', file];
}
