import type { Fragment } from './fragment.ts';

/**
 * Prose of a Markdown page: paragraphs, list items, headings and table cells. Code blocks, the addresses of links and
 * HTML comments are left out; a code span becomes `code`.
 */
export function fragmentsOfMarkdown(page: string): Fragment[] {
  const lines = proseLines(page);
  const fragments: Fragment[] = [];
  let open = false;
  for (const [index, text] of lines.entries()) {
    const line = index + 1;
    const last = fragments.at(-1);
    if (/^\s*$/.test(text)) {
      open = false;
    } else if (/^#+ /.test(text)) {
      fragments.push({ kind: 'prose', line, text: text.replace(/^#+ /, ''), isHeading: true });
      open = false;
    } else if (/^\s*\|/.test(text)) {
      fragments.push(...tableCells(text, line, tableRule.test(lines[index + 1] ?? '')));
      open = false;
    } else if (open && last !== undefined && !listItem.test(text)) {
      fragments[fragments.length - 1] = { ...last, text: `${last.text}\n${text.trim()}` };
    } else {
      fragments.push({ kind: 'prose', line, text: text.replace(listItem, '').trim() });
      open = true;
    }
  }
  return fragments;
}

const listItem = /^\s*([-*+]|\d+\.) (\[[ x]\] )?/;
/** The line below the head of a table. */
const tableRule = /^\s*\|[\s|:-]+$/;

function tableCells(row: string, line: number, isHeading: boolean): Fragment[] {
  if (tableRule.test(row)) return [];
  return row
    .split('|')
    .map((cell) => cell.trim())
    .filter((cell) => cell !== '')
    .map((text) => ({ kind: 'prose', line, text, isHeading }));
}

/** The lines of a page; a line of a code block or of a comment is empty. */
function proseLines(page: string): string[] {
  let inCode = false;
  let inComment = false;
  return page.split('\n').map((line) => {
    const isFence = /^\s*(```|~~~)/.test(line);
    if (isFence) inCode = !inCode;
    if (!inCode && /^\s*<!--/.test(line)) inComment = true;
    const isSkipped = isFence || inCode || inComment;
    if (line.includes('-->')) inComment = false;
    return isSkipped ? '' : withoutCode(line);
  });
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
