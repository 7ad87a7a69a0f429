import packageJson from '../../package.json' with { type: 'json' };

/** Returns the deployed version. Makes no calls to other services. */
export function getHealth(): { readonly status: 'ok'; readonly version: string } {
  return { status: 'ok', version: packageJson.version };
}
