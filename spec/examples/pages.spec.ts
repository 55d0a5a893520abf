import { describeSamples, pagesIn } from '../support/samples';

jest.setTimeout(60_000);

describeSamples(pagesIn('docs/examples'));
