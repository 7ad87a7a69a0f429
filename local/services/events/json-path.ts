type Step = string | number;

/**
 * Parses a JSONPath of the form that EventBridge accepts: names after dots or in quoted brackets, and array indices.
 * @returns the steps, or undefined for any other form
 */
export function parseJsonPath(path: string): readonly Step[] | undefined {
  if (!/^\$(\.[\w-]+|\[\d+\]|\['[^']+'\])*$/.test(path)) return undefined;
  return [...path.matchAll(/\.([\w-]+)|\[(\d+)\]|\['([^']+)'\]/g)].map(
    ([, name, index, quoted]) => name ?? quoted ?? Number(index),
  );
}

/** Returns the value at a path, or undefined if there is none. */
export function valueAt(steps: readonly Step[], root: unknown): unknown {
  return steps.reduce<unknown>((value, step) => {
    if (Array.isArray(value)) return typeof step === 'number' ? value[step] : undefined;
    if (typeof value !== 'object' || value === null) return undefined;
    return Object.entries(value).find(([name]) => name === step)?.[1];
  }, root);
}
