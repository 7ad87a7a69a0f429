import { createHash } from 'node:crypto';
import type { DashScopeEndpoint } from '../dashscope/endpoint.ts';

/** Prefix of the hashed text, which separates this hash from other hashes of an API key. */
const domain = 'voice-design-workflow/provider-key/1';

/**
 * Returns the id of a provider key in records: 16 hexadecimal digits of a SHA-256 over scope, workspace and API key. The
 * workspace is part of the hash because a key with several workspaces has different voices in each.
 *
 * @param configuredWorkspace workspace id in the provider secret, for hosts that do not contain one
 */
export function providerKeyId(
  { scope, host, kind }: DashScopeEndpoint,
  configuredWorkspace: string | undefined,
  apiKey: string,
): string {
  const workspace = (kind === 'workspace' ? host.split('.')[0] : configuredWorkspace) ?? '';
  // No part can contain a line break.
  const text = [domain, scope, workspace.toLowerCase(), apiKey].join('\n');
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}
