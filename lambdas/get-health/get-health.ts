import packageJson from '../../package.json' with { type: 'json' };

/** That the code answers, and which it is; asks nobody. */
export function getHealth(): { readonly status: 'ok'; readonly version: string } {
  return { status: 'ok', version: packageJson.version };
}
