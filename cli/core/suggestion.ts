/**
 * Returns the closing words of an error about an unknown name: `; did you mean '--status'?`. Empty when no known name
 * is close enough to be a likely typing error.
 */
export function didYouMean(given: string, known: readonly string[], prefix = ''): string {
  const nearest = known
    .map((name) => ({ name, distance: editDistance(given.toLowerCase(), name.toLowerCase()) }))
    .sort((a, b) => a.distance - b.distance)[0];
  const allowed = Math.max(1, Math.floor(given.length / 3));
  return nearest && nearest.distance <= allowed ? `; did you mean '${prefix}${nearest.name}'?` : '';
}

/** Returns the number of insertions, deletions, substitutions and adjacent swaps between two texts. */
function editDistance(from: string, to: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (let row = 1; row <= from.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= to.length; column += 1) {
      const isSame = from[row - 1] === to[column - 1];
      const isSwap = from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1];
      const swapped = isSwap
        ? (beforeLast[column - 2] ?? Number.POSITIVE_INFINITY) + 1
        : Number.POSITIVE_INFINITY;
      current[column] = Math.min(
        (last[column] ?? 0) + 1,
        (current[column - 1] ?? 0) + 1,
        (last[column - 1] ?? 0) + (isSame ? 0 : 1),
        swapped,
      );
    }
    beforeLast = last;
    last = current;
  }
  return last[to.length] ?? 0;
}
