import { describe, expect, it } from '@jest/globals';
import { parseVoicesFile, VoicesFileError } from '../../../cli/apply/voices-file.ts';

const brief = `
  family: cosyvoice
  targetModel: cosyvoice-v3.5-plus
  voicePrompt: A calm woman
  previewText: Good evening to you.`;
const parse = (text: string) => parseVoicesFile({ name: 'voices.yaml', text });

function issuesOf(text: string): readonly string[] {
  try {
    parse(text);
    return [];
  } catch (error) {
    if (error instanceof VoicesFileError) return error.issues;
    throw error;
  }
}

describe('the file of voices', () => {
  it('maps aliases to briefs, with their lines', () => {
    const [reader, guide] = parse(`reader:${brief}\nguide:${brief}\n  labels: { book: seven }\n`);
    expect(reader).toMatchObject({ alias: 'reader', line: 1, brief: { family: 'cosyvoice' } });
    expect(guide).toMatchObject({ alias: 'guide', line: 6, brief: { labels: { book: 'seven' } } });
    expect([guide?.lineOf('previewText'), guide?.lineOf('labels'), guide?.lineOf('language')]).toEqual([
      10, 11, 6,
    ]);
  });

  it('resolves anchors and merges, and ignores templates', () => {
    const text = `.base: &base${brief}\nreader:\n  <<: *base\n  language: en\nguide: *base\n`;
    expect(parse(text)).toMatchObject([
      { alias: 'reader', brief: { family: 'cosyvoice', language: 'en' } },
      { alias: 'guide', brief: { family: 'cosyvoice' } },
    ]);
  });

  it('treats null as absent, and reads JSON', () => {
    const [reader] = parse(
      '{"reader":{"family":"qwen","targetModel":"m","voicePrompt":"p","previewText":"t","language":null}}',
    );
    expect(reader?.brief).toEqual({ family: 'qwen', targetModel: 'm', voicePrompt: 'p', previewText: 't' });
  });

  it.each([
    [
      'an alias twice',
      `reader:${brief}\nreader:${brief}\n`,
      ['voices.yaml, line 6: reader: occurs twice, first in line 1 (duplicate_key)'],
    ],
    [
      'a field twice',
      `reader:${brief}\n  family: qwen\n`,
      ['voices.yaml, line 6: reader: family: occurs twice, first in line 2 (duplicate_key)'],
    ],
    [
      'an unknown field',
      `reader:${brief}\n  colour: blue\n`,
      ['voices.yaml, line 6: reader: colour is not a field of a brief (unknown_field)'],
    ],
    [
      'missing fields',
      'reader:\n  family: cosyvoice\n  targetModel: m\n  voicePrompt: p\n',
      ['voices.yaml, line 1: reader: previewText is missing (required)'],
    ],
    [
      'a wrong type',
      `reader:${brief}\n  sampleRate: fast\n`,
      ['voices.yaml, line 6: reader: sampleRate must be a number (invalid_type)'],
    ],
    [
      'a label that is no text',
      `reader:${brief}\n  labels:\n    book: 7\n`,
      ['voices.yaml, line 6: reader: labels.book must be a string (invalid_type)'],
    ],
    [
      'an invalid alias',
      `Reader_1:${brief}\n`,
      [
        'voices.yaml, line 1: Reader_1: is not 1 to 63 lower-case letters, digits and dashes that begin with a letter or a digit (invalid_text)',
      ],
    ],
    [
      'a brief that is no map',
      'reader: calm\n',
      ['voices.yaml, line 1: reader: the brief must be an object (invalid_type)'],
    ],
    ['no map', '- reader\n', ['voices.yaml: must map aliases to briefs']],
    ['no alias', `.base:${brief}\n`, ['voices.yaml contains no alias']],
    ['an anchor that does not exist', 'reader: *base\n', [expect.stringContaining('voices.yaml')]],
    ['a syntax error', 'reader: [\n', [expect.stringMatching(/^voices\.yaml, line \d+: /)]],
  ])('refuses %s and names file, line, alias, field and rule', (_, text, issues) => {
    expect(issuesOf(text)).toEqual(issues);
  });

  it('reports every problem at once', () => {
    expect(issuesOf(`a:${brief}\n  colour: blue\nB:${brief}\n  size: 1\n`)).toHaveLength(3);
  });

  it('reports every problem of a file in which keys occur twice', () => {
    const text = `a:${brief}\n  labels: { x: y, x: z }\nb:\n  family: qwen\na:\n  family: qwen\n  size: 1\nC: 3\n`;
    expect(issuesOf(text)).toEqual([
      'voices.yaml, line 6: a: labels: x: occurs twice, first in line 6 (duplicate_key)',
      'voices.yaml, line 9: a: occurs twice, first in line 1 (duplicate_key)',
      ...['targetModel', 'voicePrompt', 'previewText'].map(
        (field) => `voices.yaml, line 9: a: ${field} is missing (required)`,
      ),
      'voices.yaml, line 11: a: size is not a field of a brief (unknown_field)',
      ...['targetModel', 'voicePrompt', 'previewText'].map(
        (field) => `voices.yaml, line 7: b: ${field} is missing (required)`,
      ),
      expect.stringMatching(/^voices\.yaml, line 12: C: is not 1 to 63 .* \(invalid_text\)$/),
      'voices.yaml, line 12: C: the brief must be an object (invalid_type)',
    ]);
  });

  it('prints no control characters of the file', () => {
    const [issue = ''] = issuesOf(`reader:${brief}\n  "a\\u001bb": 1\n`);
    expect(issue).not.toContain('\u001b');
  });
});
