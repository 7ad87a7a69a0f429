import * as z from 'zod';
import { FAMILIES, type Family, SCOPES, type Scope } from '../dashscope/vocabulary.ts';

/** A configured deployment scope and the families enabled in it. */
export interface EnabledScope {
  readonly scope: Scope;
  readonly families: readonly Family[];
}

const enabledFamilies = z
  .array(z.object({ scope: z.enum(SCOPES), families: z.array(z.enum(FAMILIES)).min(1) }))
  .min(1);

/**
 * Parses the environment variable with the enabled families, for example `{"mainland":["cosyvoice","qwen"]}`. The first
 * scope is the default of requests without a scope.
 */
export const enabledFamiliesVariable = z.string().transform((text, context): readonly EnabledScope[] => {
  const parsed = enabledFamilies.safeParse(scopesInOrder(text));
  if (parsed.success) return parsed.data;
  context.addIssue({ code: 'custom', message: 'is not a JSON object of scopes and their families' });
  return z.NEVER;
});

/** Returns the requested scope if the provider has it and this deployment does not configure it; null otherwise. */
export function unconfiguredScope(
  requested: string | undefined,
  configured: readonly EnabledScope[],
): Scope | null {
  const scope = SCOPES.find((each) => each === requested);
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
