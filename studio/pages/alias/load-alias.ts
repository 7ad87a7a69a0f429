import type { AliasView, VoiceClient, VoiceView } from '../../../client/index.ts';

/** An alias with the records that its page shows. */
export interface LoadedAlias {
  readonly alias: AliasView;
  /** The voice that the alias points at. */
  readonly voice: VoiceView;
  /** The voice of a remake in progress. Null without one. */
  readonly pending: VoiceView | null;
}

/** Reads an alias, and its voices only if they may have changed. @returns `loaded` itself if nothing has changed */
export async function loadAlias(
  client: VoiceClient,
  name: string,
  loaded: LoadedAlias | undefined,
  signal: AbortSignal,
): Promise<LoadedAlias> {
  const alias = await client.aliases.get(name, { signal });
  const isSame = loaded?.alias.updatedAt === alias.updatedAt;
  const pendingId = alias.pending?.voiceId ?? null;
  if (loaded && isSame && pendingId === null) return loaded;
  const isSameVoice = isSame && loaded?.voice.voiceId === alias.voiceId;
  const [voice, pending] = await Promise.all([
    isSameVoice && loaded ? loaded.voice : client.get(alias.voiceId, { signal }),
    pendingId === null ? null : client.get(pendingId, { signal }),
  ]);
  return { alias, voice, pending };
}
