import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { z } from 'zod';
import { problemSchema } from '../../lambdas/shared/http/problem-schema.ts';
import { voiceViewSchema } from '../../lambdas/shared/voice/view-schema.ts';
import { parseConfig } from '../../lib/settings/config.ts';
import { compilePolicy } from '../../local/services/iam/policy.ts';
import { expectAsPublished } from '../support/published-events.ts';
import {
  blocksIn,
  type CodeBlock,
  codeBlocks,
  commandsOf,
  isRunHere,
  nameOf,
  notRunHere,
} from './support/code-blocks.ts';

const blocks = codeBlocks();
const inLanguage = (language: string) =>
  blocks.filter((block) => block.language === language).map((block) => ({ name: nameOf(block), block }));

/** Returns code without comments and layout, so that a page may quote a part of a function. */
function bare(text: string): string {
  const lines = text.split('\n').filter((line) => !/^\s*(\/\/|\/\*\*|\*)/.test(line));
  return lines
    .join('')
    .replaceAll(/\s/g, '')
    .replaceAll(/,(?=[)\]}])/g, '');
}

const secret = z.record(z.enum(['mainland', 'international']), z.strictObject({ apiKey: z.string() }));
const published = z.looseObject({
  'detail-type': z.string(),
  detail: z.looseObject({ eventId: z.string() }),
});

describe('a code block of the docs', () => {
  it('is in a language that a test checks', () => {
    const checked = ['sh', 'ts', 'json', 'yaml', 'text', 'mermaid'];
    expect(blocks.filter(({ language }) => !checked.includes(language)).map(nameOf)).toEqual([]);
  });

  const examples = readdirSync('examples').map((name) => bare(readFileSync(`examples/${name}`, 'utf8')));
  it.each(inLanguage('ts'))(
    '$name is part of a file in examples/, which is compiled and run',
    ({ block }) => {
      expect(examples.filter((example) => example.includes(bare(block.text)))).not.toEqual([]);
    },
  );

  it.each(inLanguage('json'))('$name is valid', ({ block }) => {
    const value: unknown = JSON.parse(block.text);
    const schemas = [voiceViewSchema.strict(), problemSchema.strict(), secret];
    if (schemas.some((schema) => schema.safeParse(value).success)) return;
    if (z.looseObject({ Statement: z.unknown() }).safeParse(value).success) {
      compilePolicy(nameOf(block), value);
      return;
    }
    const event = published.safeParse(value);
    if (event.success) {
      return expectAsPublished([{ detailType: event.data['detail-type'], detail: event.data.detail }]);
    }
    const { context } = z
      .strictObject({ context: z.strictObject({ voiceDesign: z.unknown() }) })
      .parse(value);
    expect(() => parseConfig(context.voiceDesign)).not.toThrow();
  });

  it.each(inLanguage('yaml'))('$name names its file and parses', ({ block }) => {
    expect(block.text).toMatch(/^# [\w./-]+\.ya?ml\n/);
    expect(parse(block.text)).toBeTruthy();
  });

  it.each(inLanguage('mermaid'))('$name draws folders that exist', ({ block }) => {
    const folders = [...block.text.matchAll(/\b(?:lib|lambdas|local|simulator|client|cli)\/[\w/-]+/g)];
    expect(folders.map(([folder]) => folder).filter((folder) => !existsSync(folder))).toEqual([]);
  });

  it.each(inLanguage('sh'))('$name is run by a test, or has a reason not to be', ({ block }) => {
    expect(() => isRunHere(block)).not.toThrow();
    expect(commandsOf(block.text)).not.toEqual([]);
  });

  it.each(notRunHere)('$command is in the docs and is not run, because $because', ({ command, because }) => {
    const commands = blocks
      .filter(({ language }) => language === 'sh')
      .flatMap(({ text }) => commandsOf(text));
    expect(commands.some((text) => command.test(text))).toBe(true);
    if (because.includes('.ci/run')) {
      const script = readFileSync('.ci/run', 'utf8').replaceAll('--silent ', '');
      expect(script).toContain(command.source.replaceAll(/[\\^$]/g, ''));
    }
  });
});

describe('the reader of code blocks', () => {
  const fence = '```';
  const shell = (text: string): CodeBlock => ({ page: 'page.md', line: 1, language: 'sh', text });

  it('finds indented blocks and their lines', () => {
    const page = `text\n\n   ${fence}sh\n   npm start\n   ${fence}\n`;
    expect(blocksIn('page.md', page)).toEqual([{ ...shell('npm start'), line: 3 }]);
  });

  it('throws for a block without an end', () => {
    expect(() => blocksIn('page.md', `${fence}sh\nnpm start`)).toThrow('page.md:1: the block has no end');
  });

  it('keeps continued and quoted lines in one command', () => {
    expect(commandsOf("# comment\na \\\n  b\nc '{\n}'")).toEqual(['a \\\n  b', "c '{\n}'"]);
  });

  it('throws for a block that mixes commands that run with others', () => {
    expect(() => isRunHere(shell('npm start\ncurl x'))).toThrow('into a separate block');
    expect(isRunHere(shell('npm run -s voice -- list'))).toBe(true);
    expect(isRunHere(shell('npm start'))).toBe(false);
  });
});
