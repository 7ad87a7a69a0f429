import { z } from 'zod';
import { ruleSchema } from '../faults/rules.ts';
import type { Provider } from '../provider.ts';
import { settingsChangeSchema } from '../settings.ts';
import {
  clockAdvanceSchema,
  keyGrantSchema,
  keyRevocationSchema,
  reviewChangeSchema,
  voiceSeedSchema,
} from './requests.ts';
import { seedVoices } from './seed-voices.ts';
import { snapshotOf } from './snapshot.ts';

/** The control plane has no such route, voice, rule or key. */
export class NotFoundError extends Error {
  override readonly name = 'NotFoundError';
}

export interface RouteInput {
  readonly provider: Provider;
  readonly body: unknown;
  /** The decoded path after the resource's name. */
  readonly id: string;
  readonly query: URLSearchParams;
}

/** Returns the response body. @throws NotFoundError, ZodError */
type Route = (input: RouteInput) => unknown;

/** @throws NotFoundError */
function assertFound(found: boolean, message: string): void {
  if (!found) throw new NotFoundError(message);
}

function changeReview({ provider: { voices, clock }, id, body }: RouteInput): unknown {
  const { outcome, inSeconds } = reviewChangeSchema.parse(body);
  assertFound(voices.find(id) !== undefined, `no voice ${id}`);
  const reviewEndsAt = inSeconds === null ? null : clock.now() + inSeconds * 1_000;
  voices.changeReview(id, { outcome, reviewEndsAt });
  return {};
}

function removeVoice({ provider: { voices, clock }, id }: RouteInput): unknown {
  assertFound(voices.find(id) !== undefined, `no voice ${id}`);
  voices.markDeleted(id, clock.now());
  return {};
}

const callsQuerySchema = z.object({
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
  'DELETE rules/': ({ provider, id }) => {
    assertFound(provider.rules.remove(id), `no rule ${id}`);
    return {};
  },
  'GET calls': ({ provider, query }) => {
    const { after, limit } = callsQuerySchema.parse(Object.fromEntries(query));
    return provider.calls.since(after, limit);
  },
  'GET truth': ({ provider }) => snapshotOf(provider),
  'POST voices': ({ provider, body }) => seedVoices(provider, voiceSeedSchema.parse(body)),
  'PATCH voices/': changeReview,
  'DELETE voices/': removeVoice,
  'POST keys': ({ provider, body }) => {
    provider.accounts.grant(keyGrantSchema.parse(body));
    return {};
  },
  'DELETE keys': ({ provider, body }) => {
    assertFound(provider.accounts.revoke(keyRevocationSchema.parse(body).key), 'no such key');
    return {};
  },
  'POST clock': ({ provider, body }) => {
    provider.clock.advance(clockAdvanceSchema.parse(body).seconds * 1_000);
    return { now: provider.clock.now() };
  },
  'POST reset': ({ provider }) => {
    provider.reset();
    return {};
  },
};

/** Returns the route of a method and a path relative to the control URL. @throws NotFoundError */
export function findRoute(method: string, resource: string, id: string): Route {
  const name = `${method} ${resource}${id === '' ? '' : '/'}`;
  const route = Object.hasOwn(routes, name) ? routes[name] : undefined;
  if (route === undefined)
    throw new NotFoundError(`no route ${method} ${resource}${id === '' ? '' : `/${id}`}`);
  return route;
}
