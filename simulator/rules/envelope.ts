import { type Action, cosyvoice, type FamilyProfile, profileOfModel, qwen } from '../families.ts';
import { refusals } from '../provider-error.ts';
import type { Settings } from '../settings.ts';
import { type Fields, isFields } from './fields.ts';

/** What every request has: which family, which action, and the fields of it. */
export interface Envelope {
  readonly profile: FamilyProfile;
  readonly action: Action;
  readonly input: Fields;
  readonly parameters: Fields;
}

const synthesisModels = [
  ...cosyvoice.targetModels,
  ...cosyvoice.undesignableModels,
  ...qwen.targetModels,
  ...qwen.undesignableModels,
];

function profileOf(model: unknown, settings: Settings): FamilyProfile {
  if (model === undefined || model === null || model === '') throw refusals.noModel();
  if (typeof model !== 'string') throw refusals.missing('model');
  const profile = profileOfModel(model);
  if (profile?.family === 'qwen') refuseRetired(settings, model);
  if (profile) return profile;
  // A synthesis model belongs into target_model: the trouble the vendor's page describes.
  throw synthesisModels.includes(model) ? refusals.modelOfAnotherPath() : refusals.unknownModel();
}

function refuseRetired({ qwenRetired }: Settings, model: string): void {
  switch (qwenRetired) {
    case 'no':
      return;
    case 'model-not-exist':
      throw refusals.unknownModel();
    case 'access-denied':
      throw refusals.accessDenied();
    case 'endpoint-access-denied':
      throw refusals.modelOffline();
    case 'model-not-found':
      throw refusals.modelNotFound(model);
  }
}

/**
 * Reads the envelope in the order model, input, action, parameters. Unknown top-level keys are let through, as some
 * clients send `task_group`, `task` and `function`.
 * @throws ProviderError
 */
export function readEnvelope(body: unknown, settings: Settings): Envelope {
  if (!isFields(body)) throw refusals.notJson();
  const profile = profileOf(body.model, settings);
  const input = body.input;
  if (input === undefined || input === null) throw refusals.noInput();
  if (!isFields(input)) throw refusals.inputNotAnObject();
  if (typeof input.action !== 'string' || input.action === '') throw refusals.missing('action');
  const action = Object.hasOwn(profile.actions, input.action) ? profile.actions[input.action] : undefined;
  if (action === undefined) throw refusals.outsideSpecification(`action ${input.action.slice(0, 40)}`);
  const parameters = body.parameters ?? {};
  if (!isFields(parameters)) throw refusals.missing('parameters');
  return { profile, action, input, parameters };
}
