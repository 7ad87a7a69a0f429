import { expect, it } from '@jest/globals';
import { spreadsOf } from '../../scripts/house/figures/spread.ts';
import { filesBelow, isCode } from '../../scripts/house/source-files.ts';
import { namesIn, rowsOf, sectionOf } from './support/markdown.ts';

const spreads = spreadsOf(filesBelow().filter((path) => isCode(path) && !path.startsWith('test/')));
const recipes = [
  { heading: 'Add a field of a voice', keys: ['displayField'] },
  { heading: 'Add a route', keys: ['route'] },
  { heading: 'Add an event', keys: ['event'] },
  { heading: 'Add a model family', keys: ['family', 'familyInSimulator'] },
];

it.each(recipes)('CONTRIBUTING.md, $heading, names the files of npm run house', ({ heading, keys }) => {
  const named = rowsOf(sectionOf('CONTRIBUTING.md', heading)).flatMap(([cell]) => namesIn(cell));
  const changed = spreads.filter(({ key }) => keys.includes(key)).flatMap(({ files }) => files);
  expect(named.sort()).toEqual(changed.sort());
});
