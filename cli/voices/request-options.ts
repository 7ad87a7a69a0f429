import { families, scopes } from '../core/choices.ts';
import type { Input } from '../core/define-command.ts';
import { parseLabels, parseWholeNumber } from '../core/option-values.ts';
import { UsageError } from '../errors/usage-error.ts';

/** The options that describe a voice. */
export const requestOptions = {
  family: { type: 'string', value: 'FAMILY', choices: families, description: families.join(', ') },
  'target-model': {
    type: 'string',
    value: 'MODEL',
    description: 'synthesis model for the voice: cosyvoice-v3.5-plus, …',
  },
  'voice-prompt': { type: 'string', value: 'TEXT', description: 'description of the voice' },
  'preview-text': {
    type: 'string',
    value: 'TEXT',
    description: 'text of the preview, at least 15 characters for CosyVoice',
  },
  scope: {
    type: 'string',
    value: 'SCOPE',
    choices: scopes,
    description: 'mainland, international (default: the first scope of the deployment)',
  },
  name: { type: 'string', value: 'NAME', description: 'display name, not sent to the provider' },
  language: {
    type: 'string',
    value: 'LANGUAGE',
    description: 'language of the preview text: en, zh, … (default: the provider decides)',
  },
  'sample-rate': { type: 'string', value: 'HZ', description: 'sample rate of the preview (default: 24000)' },
  'response-format': {
    type: 'string',
    value: 'FORMAT',
    description: 'format of the preview: wav, mp3, opus, pcm (default: wav)',
  },
  label: { type: 'string', value: 'KEY:VALUE', multiple: true, description: 'label of the voice' },
} as const;

const requiredOptions = ['family', 'target-model', 'voice-prompt', 'preview-text'] as const;

/** Returns the request that the options describe. @throws UsageError if a required option is missing */
export function requestFromOptions(values: Input<typeof requestOptions>['values']): object {
  const missing = requiredOptions.filter((name) => values[name] === undefined);
  if (missing.length > 0) {
    throw new UsageError(`missing options: ${missing.map((name) => `--${name}`).join(', ')}`);
  }
  return fieldsFromOptions(values);
}

/** Returns the fields of a request that the options name. */
export function fieldsFromOptions(values: Input<typeof requestOptions>['values']): object {
  const { family, scope, name, language } = values;
  const rate = values['sample-rate'];
  return {
    family,
    targetModel: values['target-model'],
    voicePrompt: values['voice-prompt'],
    previewText: values['preview-text'],
    scope,
    name,
    language,
    sampleRate: rate === undefined ? undefined : parseWholeNumber('--sample-rate', rate, 1, 1_000_000),
    responseFormat: values['response-format'],
    labels: parseLabels(values.label),
  };
}
