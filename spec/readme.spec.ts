import { compileSamples, describeSamples, pagesIn } from './support/samples';

jest.setTimeout(120_000);

const FOLDERS = ['docs', 'docs/guide', 'docs/examples'];

describeSamples(['README.md', 'docs/plain-javascript.md', 'docs/clients.md']);

it('the TypeScript on all pages compiles', async () => {
  expect(await compileSamples(['README.md', ...FOLDERS.flatMap(pagesIn)])).toBe('');
});
