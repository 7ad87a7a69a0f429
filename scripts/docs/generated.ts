/** A page lacks the markers of a generated part, or has them in the wrong order. */
export class MissingMarkerError extends Error {
  override readonly name = 'MissingMarkerError';
}

/** Returns the page with new content between `<!-- generated: name -->` and `<!-- end: name -->`. */
export function withGenerated(page: string, name: string, content: string): string {
  const begin = `<!-- generated: ${name} -->`;
  const end = `<!-- end: ${name} -->`;
  const from = page.indexOf(begin);
  const to = page.indexOf(end);
  if (from < 0 || to < from) throw new MissingMarkerError(`the page does not contain ${begin} … ${end}`);
  return `${page.slice(0, from + begin.length)}\n${content}\n${page.slice(to)}`;
}
