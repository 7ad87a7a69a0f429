import { readFileSync } from 'node:fs';
import { expect, it } from '@jest/globals';

/** Returns the sections of a page that have a table with figures. */
function sectionsWithFigures(page: string): { readonly title: string; readonly text: string }[] {
  return readFileSync(page, 'utf8')
    .split(/^## /m)
    .filter((section) => /^\|( -+:? \|)* -+: \|/m.test(section))
    .map((text) => ({ title: text.slice(0, text.indexOf('\n')), text }));
}

const source = /`npm run [\w:]+|<!-- generated: |A test\s+compares the table/;

it.each(['docs/cost.md', 'docs/performance.md', 'docs/scale.md'])(
  '%s names a command or a test for each table of figures',
  (page) => {
    const sections = sectionsWithFigures(page);
    expect(sections.length).toBeGreaterThan(0);
    const unnamed = sections.filter(({ text }) => !source.test(text)).map(({ title }) => title);
    expect(unnamed).toEqual([]);
  },
);
