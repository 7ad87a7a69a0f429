import { useRef } from 'preact/hooks';
import { type Draft, isSingle, requestOf } from '../../brief/draft.ts';
import { type Action, useAction } from '../../core/action.ts';
import { useClient } from '../../core/client.ts';
import { navigate } from '../../core/router.ts';

/**
 * Returns the action that sends the request and opens the page of what it makes. Repeated requests with the same content
 * have the same idempotency key, so that a double click or another try after a lost response makes one audition.
 */
export function useSubmit(draft: Draft): Action<[]> {
  const client = useClient();
  const sent = useRef({ content: '', idempotencyKey: '' });
  return useAction(async () => {
    const request = requestOf(draft);
    const content = JSON.stringify([isSingle(draft), request]);
    if (content !== sent.current.content) {
      sent.current = { content, idempotencyKey: crypto.randomUUID() };
    }
    const { idempotencyKey } = sent.current;
    if (isSingle(draft)) {
      const { voice } = await client.createUnchecked(request, { idempotencyKey });
      navigate(`/voices/${voice.voiceId}`);
    } else {
      const { audition } = await client.auditions.createUnchecked(request, { idempotencyKey });
      navigate(`/auditions/${audition.auditionId}`);
    }
  });
}
