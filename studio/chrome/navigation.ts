/** The entries of the navigation, each with its word in `words/common.ts`. */
export const navigation = [
  { path: '/voices', word: 'voices' },
  { path: '/auditions', word: 'auditions' },
  { path: '/aliases', word: 'aliases' },
  { path: '/state', word: 'state' },
] as const;
