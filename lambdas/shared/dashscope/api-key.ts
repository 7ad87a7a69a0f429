import { inspect } from 'node:util';
import { DashScopeConfigurationError } from './errors.ts';

/** Maximum length of a key. Keys of the provider have fewer than a hundred characters. */
const MAX_LENGTH = 512;

/**
 * An API key that can be sent but not shown: it prints, inspects and serializes as a mask.
 */
export class ApiKey {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
  }

  /** Returns the value of the `Authorization` header. No other method returns the key. */
  bearer(): string {
    return `Bearer ${this.#value}`;
  }

  /** Returns the text with the key, and anything that looks like a key, masked. */
  mask(text: string): string {
    return text.replaceAll(this.#value, '[api key]').replace(/\bsk-[A-Za-z0-9_-]{8,}/g, '[api key]');
  }

  toString(): string {
    return '[api key]';
  }

  toJSON(): string {
    return '[api key]';
  }

  [inspect.custom](): string {
    return '[api key]';
  }
}

/**
 * Checks a key that was read from a secret or the environment. The error names the rule, never the value.
 *
 * @throws DashScopeConfigurationError
 */
export function parseApiKey(value: string): ApiKey {
  const refuse = (bound: string, rule: string): never => {
    throw new DashScopeConfigurationError(bound, `The DashScope API key ${rule}.`);
  };
  if (value.trim() === '') refuse('api_key_empty', 'is empty');
  if (/^bearer\s/i.test(value)) refuse('api_key_bearer', 'must be given without "Bearer " in front');
  if (/\s/.test(value)) refuse('api_key_blank', 'contains blanks or line breaks');
  if (!/^[\x21-\x7e]+$/.test(value)) refuse('api_key_characters', 'contains characters no key has');
  if (value.length > MAX_LENGTH) refuse('api_key_length', `is longer than ${MAX_LENGTH} characters`);
  if (value.startsWith('sk-sp-')) {
    refuse('api_key_token_plan', 'is a Token Plan key (sk-sp-…), which the voice design hosts do not accept');
  }
  return new ApiKey(value);
}
