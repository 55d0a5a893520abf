import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { ROOT } from '../../support/memo-server';

jest.setTimeout(180_000);

const LIBRARY = join(ROOT, 'spec', 'support', 'library.ts');
const execute = promisify(execFile);

describe('memo docs', () => {
  const folder = mkdtempSync(join(tmpdir(), 'memo-docs-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  const memo = async (...words: string[]) =>
    (await execute(join(ROOT, 'bin', 'memo'), ['docs', ...words], { cwd: folder })).stdout;
  const section = (page: string, name: string) =>
    page.split(/^(?=##)/m).find((text) => text.includes(` ${name}\n`));

  it('writes a page of classes, and of their commands', async () => {
    const page = await memo(LIBRARY, join(ROOT, 'examples', 'fifo.js'));
    expect(page).toMatch(/^# Commands\n\n## Library\n/);
    expect(section(page, 'Library')).toBe(`## Library

Books, and who has them.
What the tools say of it is in their specs.

Values are of the type \`library\`. An absent key reads as empty, and what is left empty is removed.

`);
    expect(section(page, 'BROWSE')).toBe(`### BROWSE

\`\`\`
BROWSE <key> <word> [BYTITLE|BYISBN] [LIMIT <offset> <count>] [REV]
\`\`\`

Find books.

- \`key\`: key
- \`word\`: text
- \`order\`: BYTITLE or BYISBN, optional
- \`offset\`: integer, optional
- \`count\`: integer, optional
- \`REV\`: flag

Answers \`Record<string, string>\`. _reads_

`);
    expect(section(page, 'SHELVE')).toContain('Answers `number`. _writes · O(N)_');
    expect(section(page, 'FIFO')).toContain(
      'A queue in plain JavaScript: each upper-case method is a command.',
    );
    expect(section(page, 'FIFOADD')).toContain('Answers `string`.');
  });

  it('writes one of all that come with the server, to a file', async () => {
    await memo('--out', 'page.md', '--title', 'All commands');
    const page = readFileSync(join(folder, 'page.md'), 'utf8');
    expect(page).toMatch(/^# All commands\n/);
    for (const name of ['GET', 'ZADD', 'CLIENT ID', 'MEMO DOCS']) expect(section(page, name)).toBeDefined();
  });
});
