import type { ArgumentSpec } from '../../core/define-command.ts';
import { parseWholeNumber } from '../../core/option-values.ts';

export const aliasArgument: ArgumentSpec = {
  name: 'ALIAS',
  description: 'name of 1 to 63 lower-case letters, digits and dashes',
  min: 1,
  max: 1,
};

export const ifVersionOption = {
  'if-version': {
    type: 'string',
    value: 'N',
    description: 'change nothing if the alias has another version; 0 if it must not exist',
  },
} as const;

/** @throws UsageError */
export function parseIfVersion(text: string | undefined): { readonly ifVersion?: number } {
  return text === undefined ? {} : { ifVersion: parseWholeNumber('--if-version', text, 0, 999_999_999) };
}
