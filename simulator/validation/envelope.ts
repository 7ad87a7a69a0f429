import { profileOfModel, profiles } from '../families/index.ts';
import type { FamilyProfile } from '../families/profile.ts';
import { isJsonObject, type JsonObject } from '../json.ts';
import { providerErrors } from '../provider-error.ts';
import type { Settings } from '../settings.ts';
import type { Action } from '../vocabulary.ts';

/** The parts that the requests of all actions have. */
export interface Envelope {
  readonly profile: FamilyProfile;
  readonly action: Action;
  readonly input: JsonObject;
  readonly parameters: JsonObject;
}

const synthesisModels = Object.values(profiles).flatMap((profile) => [
  ...profile.targetModels,
  ...profile.unsupportedModels,
]);

function profileOf(model: unknown, settings: Settings): FamilyProfile {
  if (model === undefined || model === null || model === '') throw providerErrors.missingModel();
  if (typeof model !== 'string') throw providerErrors.missingParameter('model');
  const profile = profileOfModel(model);
  if (profile) {
    refuseRetired(profile, model, settings);
    return profile;
  }
  // A synthesis model belongs in target_model. The vendor's error page describes this mistake.
  throw synthesisModels.includes(model) ? providerErrors.modelOfOtherPath() : providerErrors.unknownModel();
}

function refuseRetired(profile: FamilyProfile, model: string, settings: Settings): void {
  switch (profile.retirement(settings)) {
    case 'no':
      return;
    case 'model-not-exist':
      throw providerErrors.unknownModel();
    case 'access-denied':
      throw providerErrors.accessDenied();
    case 'endpoint-access-denied':
      throw providerErrors.endpointAccessDenied();
    case 'model-not-found':
      throw providerErrors.modelNotFound(model);
  }
}

/**
 * Checks a request body in the order model, input, action, parameters. Unknown top-level keys are accepted, because some
 * clients send `task_group`, `task` and `function`.
 * @throws ProviderError
 */
export function readEnvelope(body: unknown, settings: Settings): Envelope {
  if (!isJsonObject(body)) throw providerErrors.invalidBody();
  const profile = profileOf(body.model, settings);
  const input = body.input;
  if (input === undefined || input === null) throw providerErrors.missingInput();
  if (!isJsonObject(input)) throw providerErrors.inputNotObject();
  if (typeof input.action !== 'string' || input.action === '')
    throw providerErrors.missingParameter('action');
  const action = Object.hasOwn(profile.actions, input.action) ? profile.actions[input.action] : undefined;
  if (action === undefined) throw providerErrors.invalidParameter(`action ${input.action.slice(0, 40)}`);
  const parameters = body.parameters ?? {};
  if (!isJsonObject(parameters)) throw providerErrors.missingParameter('parameters');
  return { profile, action, input, parameters };
}
