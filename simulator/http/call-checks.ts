import type { IncomingMessage } from 'node:http';
import type { Account } from '../accounts.ts';
import { textOrNull } from '../json.ts';
import type { Provider } from '../provider.ts';
import { asProviderError, ProviderError, providerErrors } from '../provider-error.ts';
import type { Settings } from '../settings.ts';
import type { CallStart } from '../store/call-log.ts';
import { type Envelope, readEnvelope } from '../validation/envelope.ts';
import type { Scope } from '../vocabulary.ts';
import { parseJson, readBody } from './request-body.ts';

const customizationPath = '/api/v1/services/audio/tts/customization';

/** A call that may be processed. */
export interface CheckedCall {
  readonly account: Account;
  readonly envelope: Envelope;
}

/**
 * Checks path, method, key, headers, body size, JSON, envelope and rate limit, in this order, and adds to the log entry
 * what the checks find.
 * @throws ProviderError
 */
export async function checkCall(
  request: IncomingMessage,
  provider: Provider,
  scope: Scope,
  entry: CallStart,
): Promise<CheckedCall> {
  const settings = provider.settings.current();
  // The body is read before any check fails. An unread body would break the next call on the connection.
  const body = await readBody(request, settings.bodyLimitBytes).catch(asProviderError);
  if (new URL(request.url ?? '/', 'http://simulator').pathname !== customizationPath) {
    throw providerErrors.unknownPath();
  }
  if (request.method !== 'POST') throw providerErrors.methodNotSupported(request.method ?? '');
  const account = provider.accounts.authenticate(request.headers.authorization, scope);
  entry.account = account.name;
  checkHeaders(request, settings);
  if (body instanceof ProviderError) throw body;
  const envelope = readEnvelope(parseJson(body, request.headers['content-type']), settings);
  const { profile, action, input, parameters } = envelope;
  const voice = textOrNull(input[profile.idField]);
  Object.assign(entry, { family: profile.family, action, input, parameters, voice });
  entry.name = action === 'create' ? textOrNull(input[profile.nameField]) : null;
  provider.rateLimit.admit(account, profile, settings, provider.clock.now());
  return { account, envelope };
}

/** @throws ProviderError */
function checkHeaders({ headers }: IncomingMessage, { workspaces }: Settings): void {
  if (headers['x-dashscope-async'] === 'enable') throw providerErrors.asyncNotSupported();
  const workspace = headers['x-dashscope-workspace'];
  if (typeof workspace === 'string' && workspaces.length > 0 && !workspaces.includes(workspace)) {
    throw providerErrors.workspaceDenied();
  }
}
