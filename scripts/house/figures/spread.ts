import { readFileSync } from 'node:fs';
import type { FigureKey } from '../limits.ts';

/** The files that one kind of change touches, measured on an example that exists. */
export interface Spread {
  readonly key: FigureKey;
  readonly change: string;
  readonly example: string;
  readonly files: readonly string[];
}

interface Change {
  readonly key: FigureKey;
  readonly change: string;
  readonly example: string;
  readonly text: RegExp;
  readonly path?: RegExp;
  readonly within: RegExp;
}

const product = /^(bin|lib|lambdas|client|cli|local)\//;

const changes: readonly Change[] = [
  {
    key: 'displayField',
    change: 'a display field',
    example: '`reviewedAt`, from the record to the view, the events and the CLI',
    text: /\breviewedAt\b/,
    within: product,
  },
  {
    key: 'route',
    change: 'a route',
    example: '`GET /capacity`, with its Lambda function and its method in the client',
    text: /get-capacity|getCapacity|GetCapacity|'\/capacity'|\bCapacity\b|capacitySchema/,
    path: /\bget-capacity\b/,
    within: /^(bin|lib|lambdas|client|local)\//,
  },
  {
    key: 'event',
    change: 'an event',
    example: '`Voice Restored`',
    text: /Voice Restored|[vV]oiceRestored/,
    within: product,
  },
  {
    key: 'family',
    change: 'a provider family',
    example: "files with the literal `'cosyvoice'` or `'qwen'`",
    text: /['"](cosyvoice|qwen)['"]/,
    within: product,
  },
  {
    key: 'familyInSimulator',
    change: 'a provider family in the simulator',
    example: "files with the literal `'cosyvoice'` or `'qwen'`",
    text: /['"](cosyvoice|qwen)['"]/,
    within: /^simulator\//,
  },
];

/** @param paths code files */
export function spreadsOf(paths: readonly string[]): Spread[] {
  return changes.map(({ key, change, example, text, path, within }) => ({
    key,
    change,
    example,
    files: paths
      .filter((each) => within.test(each))
      .filter((each) => path?.test(each) || text.test(readFileSync(each, 'utf8'))),
  }));
}
