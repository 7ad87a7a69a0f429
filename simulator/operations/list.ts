import { checkList } from '../validation/list.ts';
import { describeVoice } from './describe-voice.ts';
import type { OperationContext, OperationResult } from './operation.ts';

/** Returns a page of the account's voices, newest first. After the last page, it returns empty pages. */
export function listVoices({
  account,
  envelope,
  settings,
  voices,
  clock,
}: OperationContext): OperationResult {
  const { profile } = envelope;
  const { pageIndex, pageSize, prefix } = checkList(envelope);
  const now = clock.now();
  const filter = prefix === undefined ? undefined : { text: prefix, kind: settings.prefixFilter };
  const page = voices
    .list(account, profile.family, now, { index: pageIndex, size: pageSize }, filter)
    .map((voice) => describeVoice(voice, 'list', now, settings.utcOffsetHours));
  return {
    output: {
      ...(profile.list.hasTotals && {
        page_index: pageIndex,
        page_size: pageSize,
        total_count: voices.countVisible(account, profile.family, now),
      }),
      voice_list: page,
    },
    usage: profile.usage.list,
    voice: null,
  };
}
