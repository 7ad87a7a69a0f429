import { scopes } from '../../core/choices.ts';
import { parseChoice } from '../../core/option-values.ts';

const defaultScope = 'mainland';

/** The option of commands that work on one scope of the provider account. */
export const scopeOption = {
  scope: {
    type: 'string',
    value: 'SCOPE',
    choices: scopes,
    description: `${scopes.join(', ')} (default: ${defaultScope})`,
  },
} as const;

/** Returns the given scope or the default one. @throws UsageError */
export function parseScope(text: string | undefined): (typeof scopes)[number] {
  return parseChoice('--scope', text, scopes) ?? defaultScope;
}
