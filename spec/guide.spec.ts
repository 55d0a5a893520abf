import { describeSamples, pagesIn } from './support/samples';

jest.setTimeout(120_000);

describeSamples(pagesIn('docs/guide'));
