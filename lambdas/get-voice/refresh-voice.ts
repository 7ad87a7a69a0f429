import { findVoice } from '../shared/actions/find-voice.ts';
import { type ReadProviderDependencies, readProvider } from '../shared/actions/read-provider.ts';
import type { VoiceStore } from '../shared/stores/voices.ts';
import { ApiError, type ApiErrorDetails } from '../shared/validation/api-error.ts';
import { logSubject } from '../shared/voice/log-subject.ts';
import { type RefreshedVoiceView, type VoiceView, voiceView } from '../shared/voice/view.ts';

export interface RefreshVoiceDependencies extends ReadProviderDependencies {
  readonly voices: Pick<VoiceStore, 'read'>;
}

/**
 * Returns a voice from its record, with its status at the provider, or with a warning if that status could not be
 * read. Writes nothing: only the execution that owns the record, or reconciliation, changes the status in the record.
 *
 * @throws ApiError `not_found`
 */
export async function refreshVoice(
  voiceId: string,
  dependencies: RefreshVoiceDependencies,
): Promise<RefreshedVoiceView> {
  const record = await findVoice(dependencies.voices, voiceId);
  const { family, scope, providerVoiceId } = record;
  const view = voiceView(record);
  if (!providerVoiceId) return { ...view, providerStatus: null };
  try {
    const { status } = await readProvider(scope, dependencies, (client, options) =>
      client.queryVoice({ family, providerVoiceId }, { ...options, subject: logSubject(record) }),
    );
    // An undocumented status is treated as a failed call.
    return status ? { ...view, providerStatus: status } : withWarning(view, 'provider_error');
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    const { code } = error.details;
    return code === 'not_found' ? { ...view, providerStatus: 'NOT_FOUND' } : withWarning(view, code);
  }
}

function withWarning(view: VoiceView, code: ApiErrorDetails['code']): RefreshedVoiceView {
  const warning = { code, message: 'The provider gave no status; the record is shown alone.' };
  return { ...view, providerStatus: null, warnings: [...view.warnings, warning] };
}
