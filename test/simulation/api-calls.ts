import { z } from 'zod';
import type { Family } from '../../lambdas/shared/dashscope/index.ts';
import type { OperationName } from '../harness/operations.ts';
import { type EventParts, proxyEvent } from '../support/http-events.ts';
import type { SimulatedAccount } from './simulated-account.ts';
import { canary } from './watch.ts';

export const targetModels = { cosyvoice: 'cosyvoice-v3.5-plus', qwen: 'qwen3-tts-vd-2026-01-26' } as const;

/** A call that the API has refused. */
export class RefusedCallError extends Error {
  override readonly name = 'RefusedCallError';
  readonly code: string;

  constructor(code: string) {
    super(code);
    this.code = code;
  }
}

const json = z.string().transform((text): unknown => JSON.parse(text));
const response = z.object({ statusCode: z.number(), body: json });
const voice = z.object({ voiceId: z.string() });
const problem = z.object({ code: z.string() });

/** Returns the body of a request for a voice. */
export function briefOf(family: Family) {
  return {
    family,
    targetModel: targetModels[family],
    voicePrompt: `A calm ${canary} that takes its time.`,
    previewText: `The ${canary} is quiet tonight.`,
  };
}

/** Calls of the HTTP API, each handled by its function in a process that can die. */
export class ApiCalls {
  readonly #account: SimulatedAccount;

  constructor(account: SimulatedAccount) {
    this.#account = account;
  }

  /** Requests a voice with the same key until the request is accepted. @returns the voice's id */
  async request(requestKey: string): Promise<string> {
    const { time, random } = this.#account;
    for (;;) {
      try {
        return await this.requestOnce(requestKey);
      } catch {
        await time.sleep(random.between(1_000, 60_000));
      }
    }
  }

  /** @returns the voice's id @throws RefusedCallError */
  async requestOnce(requestKey: string): Promise<string> {
    const { family } = this.#account;
    return this.#call('request-voice', {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'idempotency-key': requestKey },
      body: JSON.stringify(briefOf(family)),
    });
  }

  async delete(voiceId: string): Promise<void> {
    await this.#attempt('delete-voice', { method: 'DELETE', pathParameters: { voiceId } });
  }

  async deletePermanently(voiceId: string): Promise<void> {
    const query = { purge: ['true'] };
    await this.#attempt('delete-voice', {
      method: 'DELETE',
      pathParameters: { voiceId },
      query,
      scopes: 'admin',
    });
  }

  async restore(voiceId: string): Promise<void> {
    await this.#attempt('restore-voice', { method: 'POST', pathParameters: { voiceId } });
  }

  /** @returns the record's id; null if the import was refused, or never answered */
  async import(providerVoiceId: string): Promise<string | null> {
    const { family } = this.#account;
    return this.#attempt('import-voice', {
      method: 'POST',
      scopes: 'admin',
      pathParameters: { id: providerVoiceId },
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ family, scope: 'mainland' }),
    });
  }

  /** Tries a call a few times, but not again after a refusal. @returns null if no try was answered */
  async #attempt(operation: OperationName, request: EventParts): Promise<string | null> {
    const { time, random } = this.#account;
    for (let tries = 0; tries < 3; tries += 1) {
      try {
        return await this.#call(operation, request);
      } catch (error) {
        if (error instanceof RefusedCallError) return null;
        await time.sleep(random.between(500, 5_000));
      }
    }
    return null;
  }

  /** @returns the id of the voice in the answer @throws RefusedCallError, FunctionDiedError */
  async #call(operation: OperationName, request: EventParts): Promise<string> {
    return voice.parse(await this.send(operation, request)).voiceId;
  }

  /** Makes a call once. @returns the body of the answer @throws RefusedCallError, FunctionDiedError */
  async send(operation: OperationName, request: EventParts): Promise<unknown> {
    const answer = await this.#account.functions.run(operation, proxyEvent(request));
    const { statusCode, body } = response.parse(answer);
    if (statusCode < 300) return body;
    const { code } = problem.parse(body);
    if (statusCode === 500) throw new Error(code);
    throw new RefusedCallError(code);
  }
}
