import { useEffect, useState } from 'preact/hooks';
import type { VoiceView } from '../../../client/index.ts';
import { useClient } from '../../core/client.ts';
import { recordFailure } from '../../core/connection.ts';
import { link } from '../../core/router.ts';
import { useWords } from '../../core/words.ts';
import { VoiceSide } from '../alias/voice-side.tsx';

/** The voice that a remade alias points at now, to compare the candidates with it. */
export function CurrentVoiceCard({ alias }: { alias: string }) {
  const { audition: text } = useWords();
  const voice = useVoiceOf(alias);
  return (
    <section class="card">
      <h2>{text.remake}</h2>
      <p>
        <a href={link(`/aliases/${alias}`)}>{text.remakeOf(alias)}</a>
      </p>
      {voice && <VoiceSide voice={voice} title={text.currentVoice} slot="A" />}
    </section>
  );
}

/** Returns the voice of an alias, or null while it is loaded and if the alias does not exist yet. */
function useVoiceOf(alias: string): VoiceView | null {
  const client = useClient();
  const [voice, setVoice] = useState<VoiceView | null>(null);
  useEffect(() => {
    const loading = new AbortController();
    const { signal } = loading;
    const load = async () => {
      const { voiceId } = await client.aliases.get(alias, { signal });
      setVoice(await client.get(voiceId, { signal }));
    };
    load().catch((error: unknown) => {
      if (!signal.aborted) recordFailure(error);
    });
    return () => loading.abort();
  }, [client, alias]);
  return voice;
}
