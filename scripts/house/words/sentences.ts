import type { Fragment } from './fragment.ts';

/** A sentence of a fragment, on one line. */
export interface Sentence {
  readonly line: number;
  readonly text: string;
}

interface Paragraph {
  readonly text: string;
  /** Lines of the file, and where each of them starts in the text. */
  readonly starts: readonly { readonly at: number; readonly line: number }[];
}

/** Sentences of a fragment. Paragraphs, list items and the tags of a docstring start new ones; examples are left out. */
export function sentencesOf(fragment: Fragment): Sentence[] {
  return paragraphsOf(fragment).flatMap(({ text, starts }) => {
    let at = 0;
    return text.split(sentenceEnd).map((sentence) => {
      const position = text.indexOf(sentence, at);
      at = position + sentence.length;
      const line = starts.findLast((start) => start.at <= position)?.line ?? fragment.line;
      return { line, text: sentence };
    });
  });
}

const sentenceEnd = /(?<=[.!?]\)?) +(?=[A-Z`"'(@])/;
const marker = /^\s*(?:[-*+]|\d+\.)\s+/;
const tag =
  /^\s*@(?:(?:param|property|typedef)\s+(?:\{.*\}\s*)?\S+|(?:returns?|throws|default|type)(?:\s*\{.*\})?)\s*/;

function paragraphsOf({ line, text }: Fragment): Paragraph[] {
  const paragraphs: { text: string; starts: { at: number; line: number }[] }[] = [];
  let open = false;
  let inExample = false;
  for (const [index, raw] of text.split('\n').entries()) {
    if (/^\s*@example\b/.test(raw)) inExample = true;
    else if (/^\s*@/.test(raw)) inExample = false;
    const own = raw.replace(tag, '').replace(marker, '').trim();
    if (inExample || own === '') {
      open = false;
      continue;
    }
    const last = paragraphs.at(-1);
    if (open && last !== undefined && !marker.test(raw) && !tag.test(raw)) {
      last.starts.push({ at: last.text.length + 1, line: line + index });
      last.text = `${last.text} ${own}`;
    } else {
      paragraphs.push({ text: own, starts: [{ at: 0, line: line + index }] });
    }
    open = true;
  }
  return paragraphs;
}
