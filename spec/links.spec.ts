import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { ROOT } from './support/memo-server';

const LINK = /\[[^\]]*\]\(([^)\s]+)\)/g;
const HEADING = /^#{1,6} (.+)$/gm;

const pages = [
  join(ROOT, 'README.md'),
  ...readdirSync(join(ROOT, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => join(ROOT, 'docs', name)),
];

/** A page without what is code in it. */
const proseOf = (page: string) =>
  readFileSync(page, 'utf8')
    .replace(/^```[^]*?^```/gm, '')
    .replace(/`[^`\n]*`/g, (code) => code.replace(/[[\]()]/g, ''));

/** What GitHub makes of the headings of a page, for links to them. */
const anchorsOf = (page: string) =>
  [...proseOf(page).matchAll(HEADING)].map(([, heading]) =>
    heading!
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );

const linksOf = (page: string) =>
  [...proseOf(page).matchAll(LINK)].map(([, target]) => target!).filter((target) => !/^\w+:/.test(target));

/** Whether there is such a file, or in it such a heading. */
function leads(page: string, target: string): boolean {
  const [path = '', anchor] = target.split('#');
  const file = path === '' ? page : resolve(dirname(page), path);
  return existsSync(file) && (anchor === undefined || anchorsOf(file).includes(anchor));
}

it('Pages are linked to one another', () => {
  expect(pages.flatMap(linksOf).length).toBeGreaterThan(100);
});

it.each(pages.map((page) => relative(ROOT, page)))('Links of %s lead to what there is', (name) => {
  const page = join(ROOT, name);
  expect(linksOf(page).filter((target) => !leads(page, target))).toEqual([]);
});
