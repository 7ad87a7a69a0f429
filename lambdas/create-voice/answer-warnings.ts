import { undocumentedId } from '../shared/contract.ts';
import type { DashScopeError, VoiceMade } from '../shared/dashscope/index.ts';
import type { UncreatedVoice, Warning } from '../shared/voice/record.ts';

/** Returns the warning about an answer that leaves the outcome of a create unknown. Null if there was no answer. */
export function unreadableAnswer({ httpStatus, providerCode, contentType }: DashScopeError): Warning | null {
  if (httpStatus === null) return null;
  // The public view must stay within 8 KiB.
  const code = providerCode?.replace(/[^\x20-\x7e]/g, '?').slice(0, 60);
  const answer = [String(httpStatus), code, `(${contentType ?? 'no content type'})`];
  return {
    code: 'provider_answer_unreadable',
    message: `The provider answered a create with ${answer.filter(Boolean).join(' ')}, which leaves open whether it made a voice.`,
  };
}

/** Returns warnings about parts of a create's answer that differ from the provider's documentation. */
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
      message: `The provider answered with another target model than the requested one: ${answered}.`,
    });
  }
  return warnings;
}

/** Returns a record's warnings with further ones, one of each code. Undefined if that changes nothing. */
export function withWarnings(
  { warnings }: UncreatedVoice,
  added: readonly Warning[],
): readonly Warning[] | undefined {
  const further = added.filter(({ code }) => !warnings.some((warning) => warning.code === code));
  return further.length === 0 ? undefined : [...warnings, ...further];
}
