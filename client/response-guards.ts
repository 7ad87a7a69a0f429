import type { AliasPage } from './aliases.ts';
import type { AuditionPage } from './auditions.ts';
import type { ProblemDocument } from './errors.ts';
import type {
  AliasView,
  AuditionView,
  Capacity,
  DeletedAlias,
  DeploymentStatus,
  DryRun,
  KeyView,
  ListedAlias,
  ListedAuditionView,
  PreviewLink,
  ProviderVoicePage,
  ProviderVoiceView,
  RefreshedVoiceView,
  Switches,
  VoiceView,
} from './types.ts';
import type { VoicePage } from './voice-client-types.ts';

/*
 * Type guards for the bodies of responses. Each checks only the fields that distinguish one kind of response from
 * another. A newer deployment may send more fields.
 */

export function isVoice(value: unknown): value is VoiceView {
  return isObject(value) && typeof value.voiceId === 'string' && typeof value.status === 'string';
}

export function isRefreshedVoice(value: unknown): value is RefreshedVoiceView {
  return isVoice(value) && 'providerStatus' in value;
}

export function isProviderVoice(value: unknown): value is ProviderVoiceView {
  return isObject(value) && typeof value.providerVoiceId === 'string' && 'voiceId' in value;
}

export function isProviderVoicePage(value: unknown): value is ProviderVoicePage {
  return (
    isObject(value) &&
    Array.isArray(value.voices) &&
    value.voices.every(isProviderVoice) &&
    typeof value.unreadable === 'number'
  );
}

export function isVoicePage(value: unknown): value is VoicePage {
  return (
    isObject(value) &&
    Array.isArray(value.voices) &&
    value.voices.every(isVoice) &&
    (value.cursor === null || typeof value.cursor === 'string')
  );
}

export function isAudition(value: unknown): value is AuditionView {
  return isListedAudition(value) && value.candidates.every(isVoice);
}

function isListedAudition(value: unknown): value is ListedAuditionView {
  return (
    isObject(value) &&
    typeof value.auditionId === 'string' &&
    typeof value.status === 'string' &&
    Array.isArray(value.candidates)
  );
}

export function isAuditionPage(value: unknown): value is AuditionPage {
  return (
    isObject(value) &&
    Array.isArray(value.auditions) &&
    value.auditions.every(isListedAudition) &&
    (value.cursor === null || typeof value.cursor === 'string')
  );
}

export function isPreviewLink(value: unknown): value is PreviewLink {
  return isObject(value) && typeof value.url === 'string' && typeof value.expiresAt === 'string';
}

export function isCapacities(value: unknown): value is readonly Capacity[] {
  return Array.isArray(value) && value.every(isCapacity);
}

function isCapacity(value: unknown): value is Capacity {
  return isObject(value) && typeof value.family === 'string' && typeof value.inFlight === 'number';
}

export function isDeploymentStatus(value: unknown): value is DeploymentStatus {
  return isObject(value) && isSwitches(value.switches) && Array.isArray(value.lists);
}

export function isSwitches(value: unknown): value is Switches {
  return isObject(value) && typeof value.creates === 'boolean' && typeof value.deletes === 'boolean';
}

export function isKeyView(value: unknown): value is KeyView {
  return isObject(value) && typeof value.keyId === 'string' && Array.isArray(value.scopes);
}

export function isDryRun(value: unknown): value is DryRun {
  return (
    isObject(value) &&
    typeof value.valid === 'boolean' &&
    Array.isArray(value.warnings) &&
    Array.isArray(value.advice) &&
    isObject(value.cost) &&
    isCapacity(value.capacity)
  );
}

export function isAlias(value: unknown): value is AliasView {
  return isListedAlias(value) && 'history' in value;
}

export function isAliasPage(value: unknown): value is AliasPage {
  return (
    isObject(value) &&
    Array.isArray(value.aliases) &&
    value.aliases.every(isListedAlias) &&
    (value.cursor === null || typeof value.cursor === 'string')
  );
}

function isListedAlias(value: unknown): value is ListedAlias {
  return isDeletedAlias(value) && 'voiceId' in value && 'briefHash' in value;
}

export function isDeletedAlias(value: unknown): value is DeletedAlias {
  return isObject(value) && typeof value.alias === 'string' && typeof value.version === 'number';
}

export function isProblemDocument(value: unknown): value is ProblemDocument {
  return (
    isObject(value) &&
    typeof value.code === 'string' &&
    typeof value.status === 'number' &&
    typeof value.detail === 'string'
  );
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
