import * as z from 'zod';
import { timestamp } from './record.ts';

/** A link to the audio of a preview, as the HTTP API shows it. */
export const previewLinkSchema = z.object({
  url: z.url().describe('A signed link to the audio. It works without a key.'),
  expiresAt: timestamp.describe('When the link expires.'),
  mediaType: z.string(),
  bytes: z.int(),
  fileName: z.string().describe('A name for the file.'),
});
/** A link to the audio of a preview. */
export type PreviewLinkView = Readonly<z.infer<typeof previewLinkSchema>>;
