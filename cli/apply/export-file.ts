import { Document } from 'yaml';
import type { ListedAlias, VoiceView } from '../../client/types.ts';
import type { Brief } from './voices-file.ts';

export interface ExportedAlias {
  readonly alias: string;
  readonly brief: Brief;
}

/** Returns the alias as a file describes it, or null if the texts of its voice are not known. */
export function exportedAlias({ alias }: Pick<ListedAlias, 'alias'>, voice: VoiceView): ExportedAlias | null {
  const { family, scope, targetModel, voicePrompt, previewText, labels } = voice;
  if (voicePrompt === null || previewText === null) return null;
  const { name, language, sampleRate, responseFormat } = voice;
  return {
    alias,
    brief: {
      family,
      scope,
      targetModel,
      voicePrompt,
      previewText,
      ...(name !== null && { name }),
      ...(language !== null && { language }),
      ...(sampleRate !== null && { sampleRate }),
      ...(responseFormat !== null && { responseFormat }),
      ...(Object.keys(labels).length > 0 && { labels }),
    },
  };
}

/** Returns the text of a file that `voice apply` reads. */
export function voicesFileText(aliases: readonly ExportedAlias[]): string {
  const entries = aliases.map(({ alias, brief }) => [alias, brief] as const);
  return new Document(Object.fromEntries(entries)).toString({ lineWidth: 100 });
}
