import { isMap, isScalar, LineCounter, parseDocument, type YAMLMap } from 'yaml';
import { z } from 'zod';
import { UsageError } from '../errors/usage-error.ts';
import { printable } from '../output/text.ts';
import type { InputText } from '../voices/read-input.ts';

/** The brief of an alias as the file contains it. The API checks texts, models and limits. */
export interface Brief {
  readonly family: string;
  readonly targetModel: string;
  readonly voicePrompt: string;
  readonly previewText: string;
  readonly scope?: string;
  readonly name?: string;
  readonly language?: string;
  readonly sampleRate?: number;
  readonly responseFormat?: string;
  readonly labels?: Readonly<Record<string, string>>;
  /** Number of voices of an audition, of which a person chooses one. It is not compared. */
  readonly candidates?: number;
}

/** One alias of the file. */
export interface WrittenAlias {
  readonly alias: string;
  readonly brief: Brief;
  /** Line of the alias in the file, from 1. */
  readonly line: number;
  /** Returns the line of a field, or that of the alias if the field comes from an anchor or is missing. */
  readonly lineOf: (field: string) => number;
}

/** A problem of a file. The message names line, alias, field and rule. */
export class VoicesFileError extends UsageError {
  readonly issues: readonly string[];

  constructor(issues: readonly string[]) {
    super(issues.join('\n'));
    this.issues = issues;
  }
}

const aliasPattern = /^[a-z0-9][a-z0-9-]{0,62}$/;
const aliasRule = 'is not 1 to 63 lower-case letters, digits and dashes that begin with a letter or a digit';
const optionalText = z.string().nullish();
const brief = z.strictObject({
  family: z.string(),
  targetModel: z.string(),
  voicePrompt: z.string(),
  previewText: z.string(),
  scope: optionalText,
  name: optionalText,
  language: optionalText,
  sampleRate: z.number().nullish(),
  responseFormat: optionalText,
  labels: z.record(z.string(), z.string()).nullish(),
  candidates: z.number().nullish(),
});

/**
 * Parses a file that maps each alias to its brief, as YAML or JSON. A key that begins with a dot holds a template for
 * anchors and is not an alias.
 *
 * @throws VoicesFileError with every problem of the file
 */
export function parseVoicesFile({ name, text }: InputText): readonly WrittenAlias[] {
  const lineCounter = new LineCounter();
  const document = parseDocument(text, { lineCounter, prettyErrors: false, merge: true });
  const lineAt = (offset: number) => lineCounter.linePos(offset).line;
  const problems = [...document.errors, ...document.warnings].map(({ code, message, pos }) => {
    const place = `${name}, line ${lineAt(pos[0])}`;
    const isDuplicate = code === 'DUPLICATE_KEY';
    const text = isDuplicate ? duplicateMessage(document.contents, pos[0], lineAt) : printable(message);
    return { isDuplicate, message: `${place}: ${text}` };
  });
  // A document with a key that occurs twice can still be checked.
  const isReadable = problems.every(({ isDuplicate }) => isDuplicate);
  const issues = problems.map(({ message }) => message);
  if (!isReadable) throw new VoicesFileError(issues);
  const { contents } = document;
  if (!isMap(contents)) throw new VoicesFileError([`${name}: must map aliases to briefs`]);
  const values = resolved(document, name);
  const written: WrittenAlias[] = [];
  for (const [alias, { key, value }] of new Map(contents.items.map((pair) => [nameOf(pair.key), pair]))) {
    if (alias.startsWith('.')) continue;
    const line = lineAt(offsetOf(key));
    const lines = fieldLines(value, lineAt);
    const lineOf = (field: string) => lines.get(field) ?? line;
    const report = (at: number, message: string) =>
      issues.push(`${name}, line ${at}: ${printable(alias)}: ${message}`);
    if (!aliasPattern.test(alias)) {
      report(line, `${aliasRule} (invalid_text)`);
    }
    const parsed = brief.safeParse(values.get(alias), { reportInput: true });
    if (parsed.success) written.push({ alias, brief: withoutNulls(parsed.data), line, lineOf });
    else for (const issue of parsed.error.issues) reportIssue(issue, lineOf, report);
  }
  if (issues.length > 0) throw new VoicesFileError(issues);
  if (written.length === 0) throw new VoicesFileError([`${name} contains no alias`]);
  return written;
}

/** Returns the message about the second of two equal keys, at an offset, with the alias and the line of the first one. */
function duplicateMessage(node: unknown, offset: number, lineAt: (offset: number) => number): string {
  if (isMap(node)) {
    const key = node.items.map((pair) => pair.key).find((each) => offsetOf(each) === offset);
    if (key !== undefined) {
      const first = node.items.find((pair) => nameOf(pair.key) === nameOf(key))?.key;
      const subject = printable(nameOf(key));
      return `${subject}: occurs twice, first in line ${lineAt(offsetOf(first))} (duplicate_key)`;
    }
    const parent = node.items.findLast((pair) => offsetOf(pair.key) < offset);
    if (parent) return `${printable(nameOf(parent.key))}: ${duplicateMessage(parent.value, offset, lineAt)}`;
  }
  return 'a key occurs twice (duplicate_key)';
}

function nameOf(key: unknown): string {
  return isScalar(key) ? String(key.value) : '';
}

/** Returns the values of the document by key, with anchors and merges resolved. */
function resolved(document: ReturnType<typeof parseDocument>, name: string): ReadonlyMap<string, unknown> {
  try {
    return new Map(Object.entries(z.record(z.string(), z.unknown()).parse(document.toJS())));
  } catch {
    // An alias without an anchor, or aliases that expand beyond the parser's limit.
    throw new VoicesFileError([`${name}: the YAML aliases cannot be resolved`]);
  }
}

function fieldLines(node: unknown, lineAt: (offset: number) => number): ReadonlyMap<string, number> {
  if (!isMap(node)) return new Map();
  const map: YAMLMap = node;
  return new Map(
    map.items.flatMap(({ key }) => (isScalar(key) ? [[String(key.value), lineAt(offsetOf(key))]] : [])),
  );
}

function offsetOf(node: unknown): number {
  const range = typeof node === 'object' && node !== null && 'range' in node ? node.range : null;
  const [start] = z.array(z.number()).safeParse(range).data ?? [];
  return start ?? 0;
}

function reportIssue(
  issue: z.core.$ZodIssue,
  lineOf: (field: string) => number,
  report: (line: number, message: string) => void,
): void {
  if (issue.code === 'unrecognized_keys') {
    for (const key of issue.keys)
      report(lineOf(key), `${printable(key)} is not a field of a brief (unknown_field)`);
    return;
  }
  const [field = ''] = issue.path.map(String);
  const path = issue.path.map(String).join('.');
  const isMissing = issue.code === 'invalid_type' && issue.input === undefined;
  const subject = path === '' ? 'the brief' : printable(path);
  if (isMissing && path !== '') report(lineOf(field), `${subject} is missing (required)`);
  else if (issue.code === 'invalid_type')
    report(
      lineOf(field),
      `${subject} must be ${indefinite(issue.expected)} ${issue.expected} (invalid_type)`,
    );
  else report(lineOf(field), `${subject} is not valid (${issue.code})`);
}

function indefinite(noun: string): string {
  return /^[aeiou]/.test(noun) ? 'an' : 'a';
}

function withoutNulls(fields: z.infer<typeof brief>): Brief {
  const { family, targetModel, voicePrompt, previewText, ...optional } = fields;
  const given = Object.fromEntries(Object.entries(optional).filter(([, value]) => value !== null));
  return { family, targetModel, voicePrompt, previewText, ...given };
}
