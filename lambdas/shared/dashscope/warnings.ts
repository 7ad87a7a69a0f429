import { FAMILY_ROWS } from './families.ts';
import { isDesignDocumented, isRetired, knownTargetModel, replacementAdvice } from './target-models.ts';
import type { Family, Scope } from './vocabulary.ts';

/** A reason why the provider may refuse a request that this client accepts. */
export interface ProviderWarning {
  readonly code: 'unknown_target_model' | 'scope_undocumented' | 'family_retires' | 'family_retired';
  readonly message: string;
}

/** Returns the doubts about a create: its target model, its scope, then its family. */
export function warningsAbout(
  create: { readonly family: Family; readonly scope: Scope; readonly targetModel: string },
  now: Date,
): ProviderWarning[] {
  const { family, scope, targetModel } = create;
  const warnings: ProviderWarning[] = [];
  if (!knownTargetModel(targetModel)) {
    warnings.push({
      code: 'unknown_target_model',
      message: 'The target model is not among those known when this was built; the provider may refuse it.',
    });
  }
  // In the mainland scope, the warning about the family names a documented alternative.
  if (scope === 'international' && !isDesignDocumented(family, scope, now)) {
    warnings.push({
      code: 'scope_undocumented',
      message: `The provider documents no voice design of the family ${family} in the scope ${scope} and may refuse it.`,
    });
  }
  const { retirement } = FAMILY_ROWS[family];
  if (retirement) {
    const { model, date } = retirement;
    const advice = replacementAdvice(retirement);
    warnings.push(
      isRetired(family, now)
        ? { code: 'family_retired', message: `The provider retired ${model} on ${date}. ${advice}` }
        : { code: 'family_retires', message: `The provider retires ${model} on ${date}. ${advice}` },
    );
  }
  return warnings;
}
