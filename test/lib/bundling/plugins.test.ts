import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { bundleOptions } from '../../../lib/bundling/index.ts';
import * as arrowFunctions from '../../../lib/bundling/plugins/arrow-functions.ts';
import * as indexModules from '../../../lib/bundling/plugins/index-modules.ts';
import * as unusedParts from '../../../lib/bundling/plugins/unused-parts.ts';
import * as zodMethods from '../../../lib/bundling/plugins/zod-methods.ts';

const exported = Object.entries({ ...arrowFunctions, ...indexModules, ...unusedParts, ...zodMethods });
const names = bundleOptions.plugins.map((plugin) => exported.find(([, value]) => value === plugin)?.[0]);

const rows = readFileSync('lib/bundling/README.md', 'utf8')
  .split('\n')
  .filter((line) => line.startsWith('| `'))
  .map((line) => line.split('|').map((cell) => cell.trim()));

describe('the table of plugins in lib/bundling/README.md', () => {
  it('has each plugin of the bundles', () => {
    expect(rows.map(([, name]) => name)).toEqual(names.map((name) => `\`${name}\``));
  });

  it.each(rows)('%snames an existing test for %s', (_, _name, _effect, gain, test = '') => {
    const [file = ''] = /[\w-]+\.test\.ts/.exec(test) ?? [];
    const path = join(import.meta.dirname, file);
    expect(existsSync(path)).toBe(true);
    const source = readFileSync(path, 'utf8');
    const sections = [...test.matchAll(/\*([^*]+)\*/g)].map(([, name]) => name);
    expect(sections.filter((name) => !source.includes(`describe('${name}'`))).toEqual([]);
    expect(gain).not.toBe('');
  });
});
