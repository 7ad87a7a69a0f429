import { undocumentedId } from '../shared/contract.ts';
import type { DashScopeError, VoiceMade } from '../shared/dashscope/index.ts';
import type { UncreatedVoice, Warning } from '../shared/voice/record.ts';

/** The warning about an answer that left the outcome of a create unknown; null if there was no answer. */
export function unreadableAnswer({ httpStatus, providerCode, contentType }: DashScopeError): Warning | null {
  if (httpStatus === null) return null;
  // The public view has to stay within 8 KiB.
  const code = providerCode?.replace(/[^\x20-\x7e]/g, '?').slice(0, 60);
  const answer = [String(httpStatus), code, `(${contentType ?? 'no content type'})`];
  return {
    code: 'provider_answer_unreadable',
    message: `The provider answered a create with ${answer.filter(Boolean).join(' ')}, which does not say whether it made a voice.`,
  };
}

/** What a create's answer says that the provider's pages do not. */
export function surprisesIn(made: VoiceMade, { targetModel }: UncreatedVoice): Warning[] {
  const warnings: Warning[] = [];
  if (!made.isIdDocumented) {
    warnings.push({
      code: undocumentedId,
      message: 'The id that the provider gave the voice is not of the documented form.',
    });
  }
  if (made.targetModel !== targetModel) {
    const answered = made.targetModel.slice(0, 128);
    warnings.push({
      code: 'target_model_differs',
      message: `The voice was requested for ${targetModel}; the provider answered ${answered}.`,
    });
  }
  return warnings;
}

/** A record's warnings with further ones; undefined if that changes nothing. One of a code is enough. */
export function withWarnings(
  { warnings }: UncreatedVoice,
  added: readonly Warning[],
): readonly Warning[] | undefined {
  const further = added.filter(({ code }) => !warnings.some((warning) => warning.code === code));
  return further.length === 0 ? undefined : [...warnings, ...further];
}
