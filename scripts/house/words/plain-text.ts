import type { Fragment } from './fragment.ts';

/** Prose of a Markdown page: no code blocks, code spans replaced by `code`, no addresses of links, no HTML comments. */
export function fragmentsOfMarkdown(page: string): Fragment[] {
  const result: Fragment[] = [];
  let paragraph: { line: number; lines: string[] } | undefined;
  let inCode = false;
  let inComment = false;
  const lines = page.split('\n');
  const end = () => {
    if (paragraph) result.push({ kind: 'prose', line: paragraph.line, text: paragraph.lines.join('\n') });
    paragraph = undefined;
  };
  for (const [index, raw] of lines.entries()) {
    const line = index + 1;
    if (/^\s*(```|~~~)/.test(raw)) {
      inCode = !inCode;
      end();
      continue;
    }
    if (/^\s*<!--/.test(raw)) inComment = true;
    const skipped = inCode || inComment;
    if (inComment && raw.includes('-->')) inComment = false;
    if (skipped) continue;
    const text = withoutCode(raw);
    if (/^\s*$/.test(text)) end();
    else if (/^#+ /.test(text)) {
      end();
      result.push({ kind: 'prose', line, text: text.replace(/^#+ /, ''), isHeading: true });
    } else if (/^\s*\|/.test(text)) {
      end();
      if (/^[\s|:-]+$/.test(text)) continue;
      const isHeading = /^[\s|:-]+$/.test(lines[index + 1] ?? '');
      const cells = text.split('|').map((cell) => cell.trim());
      for (const cell of cells.filter((one) => one !== '')) {
        result.push({ kind: 'prose', line, text: cell, isHeading });
      }
    } else if (/^\s*([-*+]|\d+\.) /.test(text)) {
      end();
      paragraph = { line, lines: [text.replace(/^\s*([-*+]|\d+\.) (\[[ x]\] )?/, '')] };
    } else if (paragraph) paragraph.lines.push(text.trim());
    else paragraph = { line, lines: [text.trim()] };
  }
  end();
  return result;
}

function withoutCode(line: string): string {
  return line
    .replace(/``[^`].*?``|`[^`]*`/g, '`code`')
    .replace(/\]\([^)]*\)/g, ']')
    .replace(/<[a-z/][^>]*>/gi, ' ');
}

/** Comments of a shell script or a YAML file; consecutive lines are one comment. */
export function fragmentsOfHashComments(source: string): Fragment[] {
  const result: Fragment[] = [];
  let open: { line: number; lines: string[] } | undefined;
  const end = () => {
    if (open) result.push({ kind: 'comment', line: open.line, text: open.lines.join('\n') });
    open = undefined;
  };
  for (const [index, raw] of source.split('\n').entries()) {
    const own = /^\s*#(?!!)\s?(.*)$/.exec(raw)?.[1];
    if (own === undefined) {
      end();
      const trailing = /^[^'"]*\s#\s(.*)$/.exec(raw)?.[1];
      if (trailing !== undefined) result.push({ kind: 'comment', line: index + 1, text: trailing });
    } else if (open) open.lines.push(own);
    else open = { line: index + 1, lines: [own] };
  }
  end();
  return result;
}

/** Strings of a JSON file that have several words. */
export function fragmentsOfJson(source: string): Fragment[] {
  return source.split('\n').flatMap((raw, index) =>
    [...raw.matchAll(/"((?:[^"\\]|\\.)*)"/g)]
      .map((match) => (match[1] ?? '').replaceAll('\\n', '\n').replaceAll('\\"', '"'))
      .filter((text) => /[a-z] \S/.test(text))
      .map((text) => ({ kind: 'message' as const, line: index + 1, text })),
  );
}
