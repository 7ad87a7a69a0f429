import { type Family, knownTargetModel, RETIREMENTS, type Scope } from './vocabulary.ts';

/** A reason why the provider may refuse a request that this client lets pass; only the provider knows. */
export interface ProviderWarning {
  readonly code: 'unknown_target_model' | 'scope_not_documented' | 'family_retires';
  readonly message: string;
}

/** What is doubtful about a create, in the order: its target model, its scope, its family. */
export function warningsAbout(create: {
  readonly family: Family;
  readonly scope: Scope;
  readonly targetModel: string;
}): ProviderWarning[] {
  const { family, scope, targetModel } = create;
  const warnings: ProviderWarning[] = [];
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
