import { readFile } from 'node:fs/promises';
import { LineCounter, parseDocument } from 'yaml';
import { errorCode } from './error-code.ts';
import type { Terminal } from './terminal.ts';
import { printable } from './text.ts';
import { UsageError } from './usage-error.ts';

/** Requests for voices as a file has them: one, or a list; JSON is YAML too. @throws UsageError */
export async function requestsInFile(path: string, terminal: Terminal): Promise<readonly object[]> {
  const text = path === '-' ? await terminal.readStdin() : await textOf(path);
  const lineCounter = new LineCounter();
  const document = parseDocument(text, { lineCounter, prettyErrors: false, merge: true });
  const [problem] = [...document.errors, ...document.warnings];
  if (problem) {
    const { line, col } = lineCounter.linePos(problem.pos[0]);
    throw new UsageError(`${path}, line ${line}, column ${col}: ${printable(problem.message)}`);
  }
  const content: unknown = contentOf(document, path);
  const requests: readonly unknown[] = Array.isArray(content) ? content : [content];
  if (requests.length === 0) throw new UsageError(`${path} holds no request`);
  return requests.map((request, i) => {
    if (typeof request === 'object' && request !== null && !Array.isArray(request)) return request;
    throw new UsageError(`${path}: request ${i + 1} is not a mapping of fields`);
  });
}

function contentOf(document: ReturnType<typeof parseDocument>, path: string): unknown {
  try {
    return document.toJS();
  } catch {
    // An alias that names nothing, or one that grows beyond bounds.
    throw new UsageError(`${path}: its aliases cannot be resolved`);
  }
}

async function textOf(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    throw new UsageError(`${path} cannot be read (${errorCode(error)})`);
  }
}
