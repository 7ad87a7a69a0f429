import { useEffect, useState } from 'preact/hooks';
import type { VoiceView } from '../../../client/index.ts';
import { useClient } from '../../core/client.ts';
import { recordFailure } from '../../core/connection.ts';

/** Voices that the picker offers. Others are compared from their own page or from the history. */
const maxListed = 100;

/** Returns the newest voices that are ready, or undefined while they are loaded. */
export function useReadyVoices(): readonly VoiceView[] | undefined {
  const client = useClient();
  const [voices, setVoices] = useState<readonly VoiceView[]>();
  useEffect(() => {
    const loading = new AbortController();
    client
      .listPage({ status: 'OK' }, { limit: maxListed, signal: loading.signal })
      .then((page) => setVoices(page.voices))
      .catch((error) => {
        if (!loading.signal.aborted) recordFailure(error);
      });
    return () => loading.abort();
  }, [client]);
  return voices;
}

/** Returns a voice, or null while none is wanted or it is loaded. */
export function useVoice(voiceId: string | null): VoiceView | null {
  const client = useClient();
  const [voice, setVoice] = useState<VoiceView | null>(null);
  useEffect(() => {
    if (voiceId === null) return;
    const loading = new AbortController();
    client
      .get(voiceId, { signal: loading.signal })
      .then(setVoice)
      .catch((error) => {
        if (!loading.signal.aborted) recordFailure(error);
      });
    return () => loading.abort();
  }, [client, voiceId]);
  return voice?.voiceId === voiceId ? voice : null;
}
