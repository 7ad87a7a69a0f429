import { readFileSync } from 'node:fs';
import { extname } from 'node:path';
import { ParsedFile } from '../parsed-file.ts';
import type { Fragment } from './fragment.ts';
import { fragmentsOfHashComments, fragmentsOfJson, fragmentsOfMarkdown } from './plain-text.ts';
import { sentencesOf } from './sentences.ts';
import { type Entry, table } from './table.ts';
import { fragmentsOfTypeScript } from './typescript.ts';

export interface Suspicion {
  readonly path: string;
  readonly line: number;
  readonly word: string;
  readonly write: string;
  readonly kind: Entry['kind'];
  /** The line of text, or the sentence. */
  readonly text: string;
}

/** Generated files, whose words are in their sources, the table of words, and its test. */
const skipped =
  /^(docs\/openapi\.json|docs\/events\/|scripts\/launch\/help\.json|package-lock\.json|scripts\/house\/words\/table\.ts|test\/house\/words\.test\.ts)/;

/** Suspicious words of a file; `path` is relative to the root of the repository. */
export function suspicionsOfFile(path: string): Suspicion[] {
  if (skipped.test(path)) return [];
  return suspicionsIn(path, readFileSync(path, 'utf8'));
}

export function suspicionsIn(path: string, source: string): Suspicion[] {
  const fragments = fragmentsOf(path, source);
  if (fragments === undefined) return [];
  const seen = new Set<string>();
  return fragments
    .flatMap((fragment) => [...wordsIn(path, fragment), ...sentencesIn(path, fragment)])
    .filter(({ line, word, text }) => {
      const key = `${line} ${word} ${text}`;
      return !seen.has(key) && seen.add(key);
    })
    .sort((a, b) => a.line - b.line);
}

function fragmentsOf(path: string, source: string): Fragment[] | undefined {
  switch (extname(path)) {
    case '.ts':
    case '.tsx':
    case '.mjs':
    case '.js':
      return fragmentsOfTypeScript(new ParsedFile(path, source));
    case '.md':
      return fragmentsOfMarkdown(source);
    case '.json':
      return fragmentsOfJson(source);
    case '.sh':
    case '.yaml':
    case '.yml':
      return fragmentsOfHashComments(source);
    default:
      return /^#!.*sh\b/.test(source) ? fragmentsOfHashComments(source) : undefined;
  }
}

function wordsIn(path: string, fragment: Fragment): Suspicion[] {
  return fragment.text.split('\n').flatMap((text, index) =>
    table
      .filter((entry) => entry.kind === 'word' && entry.pattern.test(withoutCode(text)))
      .filter((entry) => !isExcepted(entry, path, text))
      .map((entry) => suspicion(path, fragment.line + index, entry, text.trim())),
  );
}

function sentencesIn(path: string, fragment: Fragment): Suspicion[] {
  return sentencesOf(fragment).flatMap(({ line, text }, index) => {
    const begins = !fragment.isHeading && !(index === 0 && fragment.isContinued) && !text.endsWith('?');
    return table
      .filter((entry) => entry.kind === 'chain' || (entry.kind === 'beginning' && begins))
      .filter((entry) => entry.kind !== 'chain' || fragment.kind !== 'message')
      .filter((entry) => entry.pattern.test(withoutCode(text)) && !isExcepted(entry, path, text))
      .map((entry) => suspicion(path, line, entry, text));
  });
}

function withoutCode(text: string): string {
  return text.replace(/`[^`]*`/g, '`code`').replace(/https?:\/\/\S+/g, 'link');
}

function isExcepted(entry: Entry, path: string, text: string): boolean {
  return (entry.except ?? []).some(
    (exception) => (exception.path?.test(path) ?? true) && (exception.text?.test(text) ?? true),
  );
}

function suspicion(path: string, line: number, { word, write, kind }: Entry, text: string): Suspicion {
  return { path, line, word, write, kind, text };
}
