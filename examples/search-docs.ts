import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SearchCache } from 'memo/structures';
import MiniSearch from 'minisearch';

/**
 * Full-text search with minisearch (https://github.com/lucaong/minisearch) behind SearchCache: here it finds what stands below a
 * heading of the guide. It needs `npm install minisearch`.
 *
 *   bin/memo-server --structures examples/search-docs.ts
 *   redis-cli SEARCH docs 'packed values'
 */
const FOLDER = join(__dirname, '..', 'docs', 'guide');
const MOST = 5;

interface Section {
  readonly id: number;
  /** `values.md#packed-values`. */
  readonly link: string;
  readonly title: string;
  readonly text: string;
}

const index = new MiniSearch<Section>({
  fields: ['title', 'text'],
  storeFields: ['link'],
  searchOptions: { boost: { title: 3 }, prefix: true, fuzzy: 0.2, combineWith: 'AND' },
});
index.addAll(
  pagesIn(FOLDER)
    .flatMap(sectionsOf)
    .map((section, id) => ({ ...section, id })),
);

SearchCache.search = (name, query) => {
  if (name !== 'docs') throw new Error(`there is no index ${name}`);
  return index
    .search(query)
    .slice(0, MOST)
    .map(({ link }) => link as string);
};

export { SearchCache };

function pagesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.md'));
}

function sectionsOf(page: string): Omit<Section, 'id'>[] {
  const sections = readFileSync(join(FOLDER, page), 'utf8').split(/^#+ /m).slice(1);
  return sections.map((section) => {
    const [title = '', ...lines] = section.split('\n');
    return { link: `${page}#${anchorOf(title)}`, title, text: lines.join('\n') };
  });
}

/** What GitHub makes of a heading. */
function anchorOf(title: string): string {
  return title
    .toLowerCase()
    .replace(/[^\w -]/g, '')
    .replaceAll(' ', '-');
}
