import { knownTargetModel, RETIREMENTS } from '../dashscope/vocabulary.ts';
import type { Warning } from '../voice/record.ts';
import type { VoiceRequest } from './voice-request.ts';

/** What a request is warned of, and the record says: the provider may refuse it, and only the provider knows. */
export const warningCodes = ['unknown_target_model', 'scope_not_documented', 'family_retires'] as const;
export type WarningCode = (typeof warningCodes)[number];

export function requestWarnings({ family, scope, targetModel }: VoiceRequest): Warning[] {
  const warnings: (Warning & { code: WarningCode })[] = [];
  const known = knownTargetModel(targetModel);
  if (!known) {
    warnings.push({
      code: 'unknown_target_model',
      message: 'The target model is not among those known when this was built; the provider may refuse it.',
    });
  } else if (!known.scopes.includes(scope)) {
    warnings.push({
      code: 'scope_not_documented',
      message: `The provider does not list ${known.name} for the scope ${scope} and may refuse it.`,
    });
  }
  const retirement = RETIREMENTS[family];
  if (retirement) {
    const { model, date, replacement } = retirement;
    warnings.push({
      code: 'family_retires',
      message: `The provider announced the end of ${model} for ${date}; it suggests ${replacement.targetModel} of the family ${replacement.family}.`,
    });
  }
  return warnings;
}
