import { expect } from '@jest/globals';
import { z } from 'zod';
import { methodsOf, type Route, routes } from '../../../lambdas/shared/contract.ts';
import type { LocalStack } from './local-stack.ts';

type Operation = Route['operation'];

/** A request for a voice with a short review. The provider allows ten calls a second for its family. */
export const quickRequest = {
  family: 'cosyvoice',
  targetModel: 'cosyvoice-v3.5-plus',
  voicePrompt: 'A voice for every route, calm and clear. [review 1s]',
  previewText: 'The tram stops at every corner.',
} as const;
const voice = z.object({ voiceId: z.string(), providerVoiceId: z.string().nullable(), scope: z.string() });
const audition = z.object({ auditionId: z.string(), candidates: z.array(z.object({ voiceId: z.string() })) });
const page = z.looseObject({ cursor: z.string().nullable(), asOf: z.string() });

interface CallOptions {
  /** Values of the variables in the path. */
  readonly in?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: object;
}

/** Returns every method of every route, such as `HEAD /voices`. */
export function publishedMethods(): readonly string[] {
  return routes.flatMap((route) => methodsOf(route).map((method) => `${method} ${route.path}`));
}

/** Calls every route with each of its methods, as a client does. @returns the methods that succeeded */
export async function callEveryRoute(stack: LocalStack): Promise<ReadonlySet<string>> {
  const caller = new RouteCaller(stack);
  await caller.voices();
  await caller.auditions();
  await caller.aliases();
  await caller.providerVoices();
  await caller.deployment();
  return caller.called;
}

class RouteCaller {
  readonly called = new Set<string>();
  readonly #stack: LocalStack;

  constructor(stack: LocalStack) {
    this.#stack = stack;
  }

  async voices(): Promise<void> {
    const { voiceId } = await this.#readyVoice();
    await this.#readyVoice();
    await this.#list('list-voices', 'OK');
    const link = await this.#call('get-preview', { in: { voiceId } });
    expect((await fetch(link.headers.get('location') ?? '')).status).toBe(200);
    await this.#call('delete-voice', { in: { voiceId } });
    await this.#call('restore-voice', { in: { voiceId } });
    await this.#call('delete-voice', { in: { voiceId }, query: { purge: 'true' } });
  }

  async auditions(): Promise<void> {
    const create = () =>
      this.#read(audition, 'request-audition', { body: { ...quickRequest, candidates: 2 } });
    const [kept, cancelled] = [await create(), await create()];
    for (const { voiceId } of [...kept.candidates, ...cancelled.candidates]) {
      await this.#stack.voiceAt(voiceId, 'OK');
    }
    await this.#list('list-auditions', 'READY');
    const { auditionId } = kept;
    await this.#call('get-audition', { in: { auditionId } });
    const body = { voiceId: kept.candidates[0]?.voiceId };
    await this.#call('choose-candidate', { in: { auditionId }, body });
    await this.#call('cancel-audition', { in: { auditionId: cancelled.auditionId } });
  }

  async aliases(): Promise<void> {
    const { voiceId } = await this.#readyVoice();
    const alias = 'every-route';
    await this.#call('set-alias', { in: { alias }, body: { voiceId } });
    await this.#call('get-alias', { in: { alias } });
    await this.#list('list-aliases');
    const targetModel = 'cosyvoice-v3.5-flash';
    await this.#call('remake-alias', { in: { alias }, body: { targetModel } });
    await this.#call('delete-alias', { in: { alias } });
  }

  async providerVoices(): Promise<void> {
    const { scope, providerVoiceId } = await this.#readyVoice();
    const list = { family: quickRequest.family, scope };
    const id = providerVoiceId ?? '';
    await this.#call('list-provider-voices', { query: list });
    await this.#call('get-provider-voice', { in: { id }, query: list });
    await this.#call('import-voice', { in: { id }, body: list });
  }

  async deployment(): Promise<void> {
    await this.#call('get-key');
    await this.#call('get-status');
    await this.#call('get-capacity');
    await this.#call('get-openapi');
    await this.#call('get-health');
    await this.#call('set-switch', { in: { name: 'creates' }, body: { on: true } });
  }

  /** Requests a voice and waits until its status is OK. */
  async #readyVoice(): Promise<z.infer<typeof voice>> {
    const { voiceId } = await this.#read(voice, 'request-voice', { body: quickRequest });
    await this.#stack.voiceAt(voiceId, 'OK');
    return this.#read(voice, 'get-voice', { in: { voiceId }, query: { refresh: 'true' } });
  }

  /** Lists two pages of one item, the items of a status, and the changes since the first page. */
  async #list(operation: Operation, status?: string): Promise<void> {
    const { cursor, asOf } = await this.#read(page, operation, { query: { limit: '1' } });
    if (cursor !== null) await this.#call(operation, { query: { limit: '1', cursor } });
    if (status !== undefined) await this.#call(operation, { query: { status } });
    await this.#call(operation, {
      query: { changedSince: new Date(Date.parse(asOf) - 60_000).toISOString() },
    });
  }

  async #read<T>(schema: z.ZodType<T>, operation: Operation, options: CallOptions): Promise<T> {
    return schema.parse(await (await this.#call(operation, options)).json());
  }

  /** Calls the route of an operation with each of its methods, and returns the answer to the first one. */
  async #call(operation: Operation, options: CallOptions = {}): Promise<Response> {
    const route = routes.find((each) => each.operation === operation);
    if (!route) throw new Error(`The operation ${operation} has no route.`);
    const given = options.in ?? {};
    const path = route.path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(given[name] ?? ''));
    const query = options.query ? `?${new URLSearchParams(options.query)}` : '';
    const answers: Response[] = [];
    for (const method of methodsOf(route)) {
      const answer = await this.#stack.call(`${path}${query}`, {
        method,
        redirect: 'manual',
        headers: { Authorization: `Bearer ${this.#stack.note.apiKey}`, 'Content-Type': 'application/json' },
        ...(options.body && { body: JSON.stringify(options.body) }),
      });
      const refusal = answer.status < 400 ? null : await answer.text();
      expect({ method, path, status: answer.status, refusal }).toMatchObject({ refusal: null });
      this.called.add(`${method} ${route.path}`);
      answers.push(answer);
    }
    const [first] = answers;
    if (!first) throw new Error(`The route ${route.path} has no method.`);
    return first;
  }
}
