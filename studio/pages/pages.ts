import type { ComponentType } from 'preact';
import { AliasPage } from './alias/alias-page.tsx';
import { AliasesPage } from './aliases/aliases-page.tsx';
import { AuditionPage } from './audition/audition-page.tsx';
import { AuditionsPage } from './auditions/auditions-page.tsx';
import { NewAuditionPage } from './new-audition/new-audition-page.tsx';
import { StatePage } from './state/state-page.tsx';
import { VoicePage } from './voice/voice-page.tsx';
import { VoicesPage } from './voices/voices-page.tsx';

export interface PageProps {
  /** The parameters of the path, by their names in the pattern. */
  readonly parameters: Readonly<Record<string, string>>;
}

export interface PageEntry {
  /** The path, such as `/voices/:voiceId`. The first match is shown. */
  readonly pattern: string;
  readonly Page: ComponentType<PageProps>;
}

/** The pages of the studio. */
export const pages: readonly PageEntry[] = [
  { pattern: '/voices', Page: VoicesPage },
  { pattern: '/voices/:voiceId', Page: VoicePage },
  { pattern: '/auditions', Page: AuditionsPage },
  { pattern: '/auditions/new', Page: NewAuditionPage },
  { pattern: '/auditions/:auditionId', Page: AuditionPage },
  { pattern: '/aliases', Page: AliasesPage },
  { pattern: '/aliases/:alias', Page: AliasPage },
  { pattern: '/state', Page: StatePage },
];
