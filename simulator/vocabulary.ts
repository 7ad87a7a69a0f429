import { z } from 'zod';

export const familySchema = z.enum(['cosyvoice', 'qwen']);
export type Family = z.infer<typeof familySchema>;

export const actionSchema = z.enum(['create', 'list', 'query', 'delete']);
export type Action = z.infer<typeof actionSchema>;

/** A deployment scope of the vendor. API keys and voices belong to one scope. */
export const scopeSchema = z.enum(['mainland', 'international']);
export type Scope = z.infer<typeof scopeSchema>;
export const scopes: readonly Scope[] = scopeSchema.options;
