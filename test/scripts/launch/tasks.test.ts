import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { launcherHelpText } from '../../../scripts/docs/launcher-help.ts';
import { helpFor } from '../../../scripts/launch/help.mjs';
import { tasks } from '../../../scripts/launch/tasks.mjs';

const folder = 'scripts/launch';
const texts: Readonly<Record<string, string>> = JSON.parse(readFileSync(join(folder, 'help.json'), 'utf8'));

describe('npm scripts', () => {
  it('all call the launcher without shell syntax', () => {
    const { scripts } = JSON.parse(readFileSync('package.json', 'utf8'));
    expect(scripts).toEqual(
      Object.fromEntries(Object.keys(tasks).map((name) => [name, `node scripts/launch.mjs ${name}`])),
    );
  });

  it.each(Object.entries(tasks))('%s runs a file that exists', (_, { entry }) => {
    expect(existsSync(entry)).toBe(true);
  });

  it('are launched without dependencies', () => {
    const files = ['scripts/launch.mjs', ...readdirSync(folder).map((name) => join(folder, name))];
    const imported = files
      .filter((file) => file.endsWith('.mjs'))
      .flatMap((file) => [...readFileSync(file, 'utf8').matchAll(/from '([^']+)'/g)].map(([, name]) => name));
    expect(imported.filter((name) => !/^(node:|\.\/[a-z-/]+\.mjs$)/.test(name ?? ''))).toEqual([]);
  });
});

describe('the help before an install', () => {
  it('is equal to the help of the commands (update with npm run docs)', () => {
    expect(launcherHelpText()).toBe(readFileSync(join(folder, 'help.json'), 'utf8'));
  });

  it.each([
    ['start', ['--help'], 'start'],
    ['start', ['--port', '1', '-h'], 'start'],
    ['simulator', ['--help'], 'simulator'],
    ['voice', ['--help'], 'voice'],
    ['voice', ['help'], 'voice'],
    ['voice', ['help', 'create'], 'voice create'],
    ['voice', ['create', '--help'], 'voice create'],
    ['voice', ['keys', '-h'], 'voice keys'],
    ['voice', ['keys', 'create', '--help'], 'voice keys create'],
    ['voice', ['admin', 'switch', 'creates', '--help'], 'voice admin switch'],
  ])('for %s %p is the help of %s', (task, args, name) => {
    expect(texts[name]).toBeDefined();
    expect(helpFor(texts, task, args)).toBe(texts[name]);
  });

  it.each([
    ['start', []],
    ['start', ['help']],
    ['voice', ['get', 'help']],
    ['test', ['--help']],
  ])('does not exist for %s %p', (task, args) => {
    expect(helpFor(texts, task, args)).toBeNull();
  });
});
