import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { z } from 'zod';
import { commands, findCommand } from '../../cli/registry.ts';
import { codeBlocks, commandsOf, nameOf, notRunHere, pages } from './support/code-blocks.ts';

const scripts = z
  .object({ scripts: z.record(z.string(), z.string()) })
  .parse(JSON.parse(readFileSync('package.json', 'utf8'))).scripts;

/** Commands in backticks outside of code blocks, and the commands that no test runs. */
const mentioned = new Set([
  ...pages.flatMap((page) =>
    [
      ...readFileSync(page, 'utf8')
        .replaceAll(/^ *```[\s\S]*?^ *```/gm, '')
        .matchAll(/`((?:npm|voice) [^`]+)`/g),
    ].map(([, command = '']) => command),
  ),
  ...codeBlocks()
    .filter(({ language }) => language === 'sh')
    .flatMap(({ text }) => commandsOf(text))
    .filter((text) => notRunHere.some(({ command }) => command.test(text))),
]);

/** The words after `voice`, or null for another command. */
function wordsOfVoice(command: string): readonly string[] | null {
  const [, words] = /^(?:voice|npm run -s voice --) ?(.*)$/s.exec(command) ?? [];
  return words === undefined ? null : words.split(/\s+/).filter((word) => word !== '');
}

describe('a command that the docs name', () => {
  const ofVoice = [...mentioned].flatMap((text) => wordsOfVoice(text) ?? []);
  it('is found in the docs', () => expect(ofVoice.length).toBeGreaterThan(20));

  it.each([...mentioned].filter((text) => wordsOfVoice(text)))(
    '%s is a command with these options',
    (text) => {
      const words = wordsOfVoice(text) ?? [];
      const named = words.filter((word) => !word.startsWith('-'));
      const options = words.flatMap((word) => /^--([a-z-]+)/.exec(word)?.[1] ?? []);
      const found = findCommand(named);
      // `voice keys`: a group of commands.
      const candidates = found
        ? [found.command]
        : commands.filter(({ name }) => name.startsWith(named.join(' ')));
      expect(candidates).not.toEqual([]);
      const known = candidates.flatMap((candidate) => Object.keys(candidate.options));
      expect(options.filter((option) => option !== 'help' && !known.includes(option))).toEqual([]);
    },
  );

  it.each([...mentioned].filter((text) => text.startsWith('npm ')))(
    '%s is a script of package.json',
    (text) => {
      const [, script = ''] = /^npm (?:run )?(?:-s )?([\w:-]+)/.exec(text) ?? [];
      expect(['ci', 'install', 'link', 'publish', ...Object.keys(scripts)]).toContain(script);
    },
  );
});

const workflow = z.looseObject({
  jobs: z.record(z.string(), z.object({ steps: z.array(z.object({ run: z.string().optional() })) })),
});
const workflows = codeBlocks().filter(({ text }) => text.startsWith('# .github/'));

it.each(workflows.map((block) => ({ name: nameOf(block), text: block.text })))(
  '$name runs commands that are in the docs or install and test',
  ({ text }) => {
    const steps = Object.values(workflow.parse(parse(text)).jobs).flatMap((job) => job.steps);
    const runs = steps.flatMap(({ run }) => run ?? []);
    expect(runs.length).toBeGreaterThan(0);
    const known = runs.filter(
      (run) => /^npm (ci|test)$/.test(run) || notRunHere.some(({ command }) => command.test(run)),
    );
    expect(known).toEqual(runs);
  },
);
