import { createHash } from 'node:crypto';
import type { DashScopeEndpoint } from '../dashscope/endpoint.ts';

/** Keeps the hash apart from any other that is taken of an API key. */
const domain = 'voice-design-workflow/provider-key/1';

/**
 * Names a provider key in records without showing it: 16 hexadecimal digits of a SHA-256 over scope, workspace and API
 * key. The workspace counts because a key of several workspaces sees other voices in each.
 *
 * @param configuredWorkspace the workspace id of the provider secret, for hosts that do not name one
 */
export function providerKeyId(
  { scope, host, kind }: DashScopeEndpoint,
  configuredWorkspace: string | undefined,
  apiKey: string,
): string {
  const workspace = (kind === 'workspace' ? host.split('.')[0] : configuredWorkspace) ?? '';
  // None of the parts can hold a line break.
  const text = [domain, scope, workspace.toLowerCase(), apiKey].join('\n');
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}
