import { readFile } from 'node:fs/promises';
import { LineCounter, parseDocument } from 'yaml';
import { errorCode } from '../errors/error-code.ts';
import { UsageError } from '../errors/usage-error.ts';
import type { Terminal } from '../output/terminal.ts';
import { printable } from '../output/text.ts';
import { utf8Text } from './decode-utf8.ts';

/** Requests for voices as a file has them: one, or a list; JSON is YAML too. @throws UsageError */
export async function requestsInFile(path: string, terminal: Terminal): Promise<readonly object[]> {
  const name = path === '-' ? 'the standard input' : path;
  const text = utf8Text(path === '-' ? await terminal.readStdin() : await bytesOf(path), name);
  if (isJsonLines(text)) {
    throw new UsageError(`${name} holds JSON lines; several requests are one list: [ { … }, { … } ]`);
  }
  const lineCounter = new LineCounter();
  const document = parseDocument(text, { lineCounter, prettyErrors: false, merge: true });
  const [problem] = [...document.errors, ...document.warnings];
  if (problem?.code === 'MULTIPLE_DOCS') {
    throw new UsageError(`${name} holds several YAML documents; several requests are one list`);
  }
  if (problem) {
    const { line, col } = lineCounter.linePos(problem.pos[0]);
    throw new UsageError(`${name}, line ${line}, column ${col}: ${printable(problem.message)}`);
  }
  const content: unknown = contentOf(document, name);
  const requests: readonly unknown[] = Array.isArray(content) ? content : [content];
  if (requests.length === 0) throw new UsageError(`${name} holds no request`);
  return requests.map((request, i) => {
    if (typeof request === 'object' && request !== null && !Array.isArray(request)) return request;
    throw new UsageError(`${name}: request ${i + 1} is not a mapping of fields`);
  });
}

/** Several lines, each a JSON object by itself. */
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

function contentOf(document: ReturnType<typeof parseDocument>, name: string): unknown {
  try {
    return document.toJS();
  } catch {
    // An alias that names nothing, or one that grows beyond bounds.
    throw new UsageError(`${name}: its aliases cannot be resolved`);
  }
}

async function bytesOf(path: string): Promise<Buffer> {
  try {
    return await readFile(path);
  } catch (error) {
    throw new UsageError(`${path} cannot be read (${errorCode(error)})`);
  }
}
