import { z } from 'zod';

const voiceSchema = z.looseObject({
  voiceId: z.string(),
  status: z.string(),
  reason: z.looseObject({ code: z.string() }).nullable(),
  providerVoiceId: z.string().nullable(),
  use: z.object({ model: z.string(), voice: z.string() }).nullable(),
  preview: z.union([
    z.looseObject({
      mediaType: z.string(),
      sampleRate: z.number(),
      bytes: z.number(),
      durationSeconds: z.number().nullable(),
    }),
    z.object({ missing: z.string() }),
  ]),
});
export type Voice = z.infer<typeof voiceSchema>;

/** The HTTP API returned an unexpected response. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
}

/** A minimal client of the HTTP API. */
export class Api {
  readonly #url: string;
  readonly #key: string;

  constructor(url: string, key: string) {
    this.#url = url.replace(/\/$/, '');
    this.#key = key;
  }

  async request(body: Readonly<Record<string, unknown>>): Promise<Voice> {
    const response = await this.#call('/voices', 202, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(body),
    });
    return voiceSchema.parse(await response.json());
  }

  async get(voiceId: string): Promise<Voice> {
    return voiceSchema.parse(await (await this.#call(`/voices/${voiceId}`, 200)).json());
  }

  /** Downloads the preview through its signed link. */
  async preview(voiceId: string): Promise<{ readonly mediaType: string | null; readonly bytes: Buffer }> {
    const redirect = await this.#call(`/voices/${voiceId}/preview`, 302, { redirect: 'manual' });
    const link = redirect.headers.get('location');
    if (!link) throw new ApiError('the response has no link to the preview');
    const response = await fetch(link);
    if (!response.ok) throw new ApiError(`the link to the preview returned ${response.status}`);
    return {
      mediaType: response.headers.get('content-type'),
      bytes: Buffer.from(await response.arrayBuffer()),
    };
  }

  async #call(
    path: string,
    expected: number,
    init: RequestInit & { headers?: Record<string, string> } = {},
  ): Promise<Response> {
    const headers = { ...init.headers, Authorization: `Bearer ${this.#key}` };
    const response = await fetch(this.#url + path, { ...init, headers });
    if (response.status === expected) return response;
    throw new ApiError(`${init.method ?? 'GET'} ${path}: ${response.status} ${await response.text()}`);
  }
}
