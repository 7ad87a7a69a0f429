import { useEffect, useRef, useState } from 'preact/hooks';
import type { DryRun } from '../../client/index.ts';
import { useClient } from '../core/client.ts';
import { recordFailure, recordSuccess } from '../core/connection.ts';
import { LatestCall } from '../core/latest-call.ts';
import { browserClock } from '../core/live.ts';
import { type Draft, draftToCheck, isSingle, requestOf } from './draft.ts';

/** The last check of the draft. */
export interface Check {
  /** The last result. Null before the first one. */
  readonly result: DryRun | null;
  /** The description that the result is about. */
  readonly checkedPrompt: string;
  /** The error of the last check, or null. */
  readonly error: unknown;
  /** True until the check of the current draft has ended. */
  readonly isPending: boolean;
}

/** Wait after the last change of the draft, in milliseconds. */
const delayMs = 500;

/**
 * Checks the draft by a dry run a while after its last change. A newer change aborts the check of an older draft. Without a
 * description, there is nothing to check.
 */
export function useDryRun(written: Draft): Check {
  const draft = draftToCheck(written);
  const client = useClient();
  const [check, setCheck] = useState<Check>({
    result: null,
    checkedPrompt: '',
    error: null,
    isPending: true,
  });
  const calls = useRef<LatestCall<Draft, DryRun> | null>(null);
  useEffect(() => {
    const latest = new LatestCall<Draft, DryRun>({
      call: (input, signal) => {
        const request = requestOf(input);
        return isSingle(input)
          ? client.dryRunUnchecked(request, { signal })
          : client.auditions.dryRunUnchecked(request, { signal });
      },
      onResult: (result, { voicePrompt }) => {
        recordSuccess();
        setCheck({ result, checkedPrompt: voicePrompt, error: null, isPending: false });
      },
      onError: (error) => {
        recordFailure(error);
        setCheck((last) => ({ ...last, error, isPending: false }));
      },
      clock: browserClock,
      delayMs,
    });
    calls.current = latest;
    return () => latest.cancel();
  }, [client]);
  const body = JSON.stringify([requestOf(draft), isSingle(draft)]);
  useEffect(() => {
    calls.current?.cancel();
    if (draft.voicePrompt === '') {
      setCheck({ result: null, checkedPrompt: '', error: null, isPending: false });
      return;
    }
    setCheck((last) => ({ ...last, isPending: true }));
    calls.current?.request(draft);
  }, [body, client]);
  return check;
}
