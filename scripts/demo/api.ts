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
      analysis: z
        .looseObject({
          loudnessLufs: z.number().nullable(),
          pitchHz: z.number().nullable(),
          charactersPerSecond: z.number().nullable(),
          findings: z.array(z.string()),
        })
        .nullable(),
    }),
    z.object({ missing: z.string() }),
  ]),
});
export type Voice = z.infer<typeof voiceSchema>;

const auditionSchema = z.looseObject({
  auditionId: z.string(),
  status: z.string(),
  chosen: z.string().nullable(),
  candidates: z.array(voiceSchema),
});
export type Audition = z.infer<typeof auditionSchema>;

const aliasSchema = z.looseObject({
  alias: z.string(),
  version: z.int(),
  voiceId: z.string(),
  use: z.looseObject({ model: z.string(), voice: z.string() }),
  previous: z.looseObject({ voiceId: z.string(), keptUntil: z.string().nullable() }).nullable(),
});
export type Alias = z.infer<typeof aliasSchema>;

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
    return voiceSchema.parse(await this.#send('POST', '/voices', [202], body));
  }

  async get(voiceId: string): Promise<Voice> {
    return voiceSchema.parse(await (await this.#call(`/voices/${voiceId}`, [200])).json());
  }

  async requestAudition(body: Readonly<Record<string, unknown>>): Promise<Audition> {
    return auditionSchema.parse(await this.#send('POST', '/auditions', [202], body));
  }

  async audition(auditionId: string): Promise<Audition> {
    return auditionSchema.parse(await (await this.#call(`/auditions/${auditionId}`, [200])).json());
  }

  async choose(auditionId: string, voiceId: string): Promise<Audition> {
    const path = `/auditions/${auditionId}/choice`;
    return auditionSchema.parse(await this.#send('POST', path, [200], { voiceId }));
  }

  async setAlias(alias: string, voiceId: string): Promise<Alias> {
    return aliasSchema.parse(await this.#send('PUT', `/aliases/${alias}`, [200, 201], { voiceId }));
  }

  async alias(alias: string): Promise<Alias> {
    return aliasSchema.parse(await (await this.#call(`/aliases/${alias}`, [200])).json());
  }

  /** Requests a voice with changes to the description of the alias's voice. The alias moves to it later. */
  async remake(alias: string, changes: object): Promise<Voice> {
    return voiceSchema.parse(await this.#send('POST', `/aliases/${alias}/remake`, [202], changes));
  }

  /** Downloads the preview through its signed link. */
  async preview(voiceId: string): Promise<{ readonly mediaType: string | null; readonly bytes: Buffer }> {
    const redirect = await this.#call(`/voices/${voiceId}/preview`, [302], { redirect: 'manual' });
    const link = redirect.headers.get('location');
    if (!link) throw new ApiError('the response has no link to the preview');
    const response = await fetch(link);
    if (!response.ok) throw new ApiError(`the link to the preview returned ${response.status}`);
    return {
      mediaType: response.headers.get('content-type'),
      bytes: Buffer.from(await response.arrayBuffer()),
    };
  }

  async #send(method: string, path: string, expected: readonly number[], body: object): Promise<unknown> {
    const headers = { 'Content-Type': 'application/json' };
    return (await this.#call(path, expected, { method, headers, body: JSON.stringify(body) })).json();
  }

  async #call(
    path: string,
    expected: readonly number[],
    init: RequestInit & { headers?: Record<string, string> } = {},
  ): Promise<Response> {
    const headers = { ...init.headers, Authorization: `Bearer ${this.#key}` };
    const response = await fetch(this.#url + path, { ...init, headers });
    if (expected.includes(response.status)) return response;
    throw new ApiError(`${init.method ?? 'GET'} ${path}: ${response.status} ${await response.text()}`);
  }
}
