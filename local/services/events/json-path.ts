type Step = string | number;

/**
 * The steps of a JSONPath as EventBridge takes them: names by dots or in quoted brackets, array indices.
 * @returns undefined for what it does not take
 */
export function jsonPath(path: string): readonly Step[] | undefined {
  if (!/^\$(\.[\w-]+|\[\d+\]|\['[^']+'\])*$/.test(path)) return undefined;
  return [...path.matchAll(/\.([\w-]+)|\[(\d+)\]|\['([^']+)'\]/g)].map(
    ([, name, index, quoted]) => name ?? quoted ?? Number(index),
  );
}

/** @returns undefined where the path leads nowhere */
export function follow(steps: readonly Step[], root: unknown): unknown {
  return steps.reduce<unknown>((value, step) => {
    if (Array.isArray(value)) return typeof step === 'number' ? value[step] : undefined;
    if (typeof value !== 'object' || value === null) return undefined;
    return Object.entries(value).find(([name]) => name === step)?.[1];
  }, root);
}
