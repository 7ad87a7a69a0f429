import type { IncomingMessage, ServerResponse } from 'node:http';
import { z } from 'zod';
import { ruleSchema } from '../faults/rules.ts';
import { foreignTo } from '../http/foreign.ts';
import { readBody } from '../http/read-body.ts';
import type { Provider } from '../provider.ts';
import { ProviderError } from '../provider-error.ts';
import { settingsChangeSchema } from '../settings.ts';
import { clockAdvance, keyGrant, keyRevocation, reviewChange, voiceSeed } from './requests.ts';
import { seedVoices } from './seed-voices.ts';
import { snapshotOf } from './snapshot.ts';
import { isToken } from './token.ts';

/** Reserved: no path of the vendor begins with it. */
export const controlPath = '/_simulator';

class NotThereError extends Error {}
class NoTokenError extends Error {}

interface ControlCall {
  readonly provider: Provider;
  readonly body: unknown;
  /** What follows the route's path: an id, decoded. */
  readonly id: string;
  readonly query: URLSearchParams;
}

type Route = (call: ControlCall) => unknown;

function there(found: boolean, what: string): Readonly<Record<string, never>> {
  if (!found) throw new NotThereError(what);
  return {};
}

function changeVoice({ provider: { voices, clock }, id, body }: ControlCall): unknown {
  const { outcome, inSeconds } = reviewChange.parse(body);
  there(voices.find(id) !== undefined, `no voice ${id}`);
  const reviewEndsAt = inSeconds === null ? null : clock.now() + inSeconds * 1_000;
  voices.changeReview(id, { outcome, reviewEndsAt });
  return {};
}

function removeVoice({ provider: { voices, clock }, id }: ControlCall): unknown {
  there(voices.find(id) !== undefined, `no voice ${id}`);
  voices.markDeleted(id, clock.now());
  return {};
}

const callsQuery = z.object({
  after: z.coerce.number().int().min(0).default(0),
  limit: z.coerce.number().int().positive().max(10_000).default(1_000),
});

const routes: Readonly<Record<string, Route>> = {
  'GET settings': ({ provider }) => provider.settings.current(),
  'PATCH settings': ({ provider, body }) => provider.settings.change(settingsChangeSchema.parse(body)),
  'GET rules': ({ provider }) => provider.rules.list(),
  'POST rules': ({ provider, body }) => provider.rules.add(ruleSchema.parse(body)),
  'DELETE rules': ({ provider }) => {
    provider.rules.clear();
    return {};
  },
  'DELETE rules/': ({ provider, id }) => there(provider.rules.remove(id), `no rule ${id}`),
  'GET calls': ({ provider, query }) => {
    const { after, limit } = callsQuery.parse(Object.fromEntries(query));
    return provider.calls.since(after, limit);
  },
  'GET truth': ({ provider }) => snapshotOf(provider),
  'POST voices': ({ provider, body }) => seedVoices(provider, voiceSeed.parse(body)),
  'PATCH voices/': changeVoice,
  'DELETE voices/': removeVoice,
  'POST keys': ({ provider, body }) => {
    provider.accounts.grant(keyGrant.parse(body));
    return {};
  },
  'DELETE keys': ({ provider, body }) =>
    there(provider.accounts.revoke(keyRevocation.parse(body).key), 'no such key'),
  'POST clock': ({ provider, body }) => {
    provider.clock.advance(clockAdvance.parse(body).seconds * 1_000);
    return { now: provider.clock.now() };
  },
  'POST reset': ({ provider }) => {
    provider.reset();
    return {};
  },
};

function send(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'Content-Type': 'application/json' });
  response.end(JSON.stringify(body));
}

function refusalOf(error: unknown): { status: number; message: string } {
  if (error instanceof z.ZodError) return { status: 400, message: z.prettifyError(error) };
  if (error instanceof NoTokenError) return { status: 401, message: error.message };
  if (error instanceof NotThereError) return { status: 404, message: error.message };
  if (error instanceof SyntaxError || error instanceof ProviderError || error instanceof URIError) {
    return { status: 400, message: error.message };
  }
  throw error;
}

const controlBodyLimit = 10_000_000;

export interface ControlPlane {
  readonly provider: Provider;
  /** Follows the control path in every address. */
  readonly token: string;
  /** What `/health` answers. */
  readonly about: () => unknown;
}

/**
 * `/health`, and everything under the control path and its token. JSON in and out; errors are `{ error }` with 400, 401,
 * 403 or 404.
 */
export async function answerControl(
  request: IncomingMessage,
  response: ServerResponse,
  { provider, token, about }: ControlPlane,
): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://simulator');
  const foreign = foreignTo(request.headers, request.socket.localPort);
  if (foreign !== undefined) {
    request.resume();
    return send(response, 403, { error: foreign });
  }
  if (url.pathname === '/health') return send(response, 200, about());
  const [sentToken = '', resource = '', ...rest] = url.pathname.slice(controlPath.length + 1).split('/');
  try {
    const bytes = await readBody(request, controlBodyLimit);
    if (!isToken(sentToken, token)) {
      throw new NoTokenError('the address needs the token: take controlUrl from the first line of output');
    }
    const id = decodeURIComponent(rest.join('/'));
    const name = `${request.method} ${resource}${id === '' ? '' : '/'}`;
    const route = Object.hasOwn(routes, name) ? routes[name] : undefined;
    if (route === undefined)
      throw new NotThereError(`nothing answers ${request.method} ${[resource, ...rest].join('/')}`);
    const body: unknown = bytes.length === 0 ? {} : JSON.parse(bytes.toString('utf8'));
    send(response, 200, route({ provider, body, id, query: url.searchParams }));
  } catch (error) {
    const { status, message } = refusalOf(error);
    send(response, status, { error: message });
  }
}
