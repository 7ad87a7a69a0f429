import { LineCounter, parseDocument } from 'yaml';
import { UsageError } from '../errors/usage-error.ts';
import type { Terminal } from '../output/terminal.ts';
import { printable } from '../output/text.ts';
import { readInput } from './read-input.ts';

/**
 * Reads a file that contains one request or a list of requests, as YAML or JSON.
 *
 * @param path `-` is standard input
 * @throws UsageError
 */
export async function readRequestFile(path: string, terminal: Terminal): Promise<readonly object[]> {
  const { name, text } = await readInput(path, terminal);
  if (isJsonLines(text)) {
    throw new UsageError(`${name} contains JSON lines; put several requests into one list: [ { … }, { … } ]`);
  }
  const content = parseYaml(text, name);
  const requests: readonly unknown[] = Array.isArray(content) ? content : [content];
  if (requests.length === 0) throw new UsageError(`${name} contains no request`);
  return requests.map((request, i) => {
    if (typeof request === 'object' && request !== null && !Array.isArray(request)) return request;
    throw new UsageError(`${name}: request ${i + 1} is not a mapping of fields`);
  });
}

function parseYaml(text: string, name: string): unknown {
  const lineCounter = new LineCounter();
  const document = parseDocument(text, { lineCounter, prettyErrors: false, merge: true });
  const [problem] = [...document.errors, ...document.warnings];
  if (problem?.code === 'MULTIPLE_DOCS') {
    throw new UsageError(`${name} contains several YAML documents; put several requests into one list`);
  }
  if (problem) {
    const { line, col } = lineCounter.linePos(problem.pos[0]);
    throw new UsageError(`${name}, line ${line}, column ${col}: ${printable(problem.message)}`);
  }
  try {
    return document.toJS();
  } catch {
    // An alias without an anchor, or aliases that expand beyond the parser's limit.
    throw new UsageError(`${name}: the YAML aliases cannot be resolved`);
  }
}

/** Returns whether the text has several lines, each of which is a JSON object. */
function isJsonLines(text: string): boolean {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  return lines.length > 1 && lines.every(isJsonObject);
}

function isJsonObject(line: string): boolean {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
}
