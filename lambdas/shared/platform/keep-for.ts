/**
 * Returns a function that calls `load` again only if its last value is older than `seconds`. A failure is not kept, and
 * concurrent calls share one.
 */
export function keepFor<Value>(
  seconds: number,
  now: () => Date,
  load: () => Promise<Value>,
): () => Promise<Value> {
  let kept: { readonly value: Promise<Value>; readonly until: number } | undefined;
  return () => {
    if (kept && now().getTime() < kept.until) return kept.value;
    const value = load();
    const loaded = { value, until: now().getTime() + seconds * 1_000 };
    kept = loaded;
    value.catch(() => {
      if (kept === loaded) kept = undefined;
    });
    return value;
  };
}
