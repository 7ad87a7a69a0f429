import { readFileSync } from 'node:fs';
import type { Content } from './content.ts';

/** A page of the studio with content. */
export interface ShownPage {
  /** Used as the name of a screenshot. */
  readonly name: string;
  /** The pattern of the page in studio/pages/pages.ts, or null for a page that has none. */
  readonly pattern: string | null;
  readonly path: (content: Content) => string;
  /** The page is shown without a key. */
  readonly signedOut?: true;
}

const known: readonly ShownPage[] = [
  { name: 'sign-in', pattern: null, path: () => '/voices', signedOut: true },
  { name: 'voices', pattern: '/voices', path: () => '/voices' },
  { name: 'voice', pattern: '/voices/:voiceId', path: ({ voiceId }) => `/voices/${voiceId}` },
  { name: 'auditions', pattern: '/auditions', path: () => '/auditions' },
  { name: 'new-audition', pattern: '/auditions/new', path: () => '/auditions/new' },
  {
    name: 'audition',
    pattern: '/auditions/:auditionId',
    path: ({ auditionId }) => `/auditions/${auditionId}`,
  },
  { name: 'aliases', pattern: '/aliases', path: () => '/aliases' },
  { name: 'alias', pattern: '/aliases/:alias', path: ({ alias }) => `/aliases/${alias}` },
  { name: 'state', pattern: '/state', path: () => '/state' },
  { name: 'not-found', pattern: null, path: () => '/nowhere' },
];

/** The patterns of the studio's pages. The module itself needs a browser. */
export const patterns: readonly string[] = [
  ...readFileSync('studio/pages/pages.ts', 'utf8').matchAll(/pattern: '([^']+)'/g),
].map(([, pattern]) => pattern ?? '');

/** Every page of the studio. */
export const shownPages: readonly ShownPage[] = known.filter(
  ({ pattern }) => pattern === null || patterns.includes(pattern),
);
