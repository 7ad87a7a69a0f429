/** A page has no place for a generated part, or its end comes first. */
export class MissingMarkerError extends Error {
  override readonly name = 'MissingMarkerError';
}

/** The page with the part between `<!-- generated: name -->` and `<!-- end: name -->` replaced. */
export function withGenerated(page: string, name: string, content: string): string {
  const begin = `<!-- generated: ${name} -->`;
  const end = `<!-- end: ${name} -->`;
  const from = page.indexOf(begin);
  const to = page.indexOf(end);
  if (from < 0 || to < from) throw new MissingMarkerError(`the page has no ${begin} … ${end}`);
  return `${page.slice(0, from + begin.length)}\n${content}\n${page.slice(to)}`;
}
