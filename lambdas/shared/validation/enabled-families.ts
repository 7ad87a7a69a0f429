import { z } from 'zod';
import { FAMILIES, type Family, SCOPES, type Scope } from '../dashscope/vocabulary.ts';

/** A deployment scope that is configured, with the families offered in it. */
export interface EnabledScope {
  readonly scope: Scope;
  readonly families: readonly Family[];
}

const enabledFamilies = z
  .array(z.object({ scope: z.enum(SCOPES), families: z.array(z.enum(FAMILIES)).min(1) }))
  .min(1);

/**
 * What a deployment offers, from a variable of the form `{"mainland":["cosyvoice","qwen"]}`. The order counts: the
 * first scope is the one of requests that name none.
 */
export const enabledFamiliesVariable = z.string().transform((text, context): readonly EnabledScope[] => {
  const parsed = enabledFamilies.safeParse(scopesInOrder(text));
  if (parsed.success) return parsed.data;
  context.addIssue({ code: 'custom', message: 'is not a JSON object of scopes and their families' });
  return z.NEVER;
});

/** The scope that was asked for, if it is one of the provider's and not configured here; null otherwise. */
export function unconfiguredScope(
  asked: string | undefined,
  configured: readonly EnabledScope[],
): Scope | null {
  const scope = SCOPES.find((each) => each === asked);
  return scope && !configured.some((each) => each.scope === scope) ? scope : null;
}

function scopesInOrder(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null) return null;
    return Object.entries(value).map(([scope, families]) => ({ scope, families }));
  } catch {
    return null;
  }
}
