import { z } from 'zod';
import type { KeyGrantInput, ReviewChangeInput, VoiceSeed } from './control/requests.ts';
import { type Snapshot, snapshotSchema } from './control/snapshot.ts';
import { type RuleInput, type RuleState, ruleStateSchema } from './faults/rules.ts';
import { type Settings, type SettingsChange, settingsSchema } from './settings.ts';
import { type Call, callSchema } from './store/call-log.ts';

/**
 * An error response of the control plane.
 *
 * @example
 * const error = await control.removeVoice('unknown').catch((caught: unknown) => caught);
 * if (error instanceof ControlError && error.status === 404) console.log(error.message); // no voice unknown
 */
export class ControlError extends Error {
  /** The HTTP status: 400, 401, 403 or 404. */
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.name = 'ControlError';
    this.status = status;
  }
}

/**
 * Controls a running simulator. Every method throws `ControlError` if the simulator rejects the request.
 *
 * @example
 * const control: ControlClient = controlClient(simulator.controlUrl);
 * await control.reset();
 */
export interface ControlClient {
  /**
   * Returns the current settings.
   *
   * @example
   * const { reviewSeconds } = await control.settings();
   */
  settings(): Promise<Settings>;
  /**
   * Changes settings until the next reset. Returns the new settings.
   *
   * @example
   * await control.changeSettings({ reviewSeconds: 60, latencyMs: { create: 500 } });
   */
  changeSettings(changes: SettingsChange): Promise<Settings>;
  /**
   * Adds a fault rule, which applies from the next call. Returns its id.
   *
   * @example
   * const id = await control.addRule({
   *   match: { action: 'query' },
   *   effects: [{ kind: 'error', status: 503, code: 'ModelUnavailable' }],
   *   times: 1,
   * });
   */
  addRule(rule: RuleInput): Promise<string>;
  /**
   * Returns all rules, oldest first.
   *
   * @example
   * const unused = (await control.rules()).filter(({ applied }) => applied === 0);
   */
  rules(): Promise<RuleState[]>;
  /**
   * Removes a rule.
   *
   * @example
   * await control.removeRule(id);
   */
  removeRule(id: string): Promise<void>;
  /**
   * Removes all rules.
   *
   * @example
   * await control.clearRules();
   */
  clearRules(): Promise<void>;
  /**
   * Returns up to 10,000 received calls, oldest first.
   *
   * @param after sequence number of the last call to leave out
   * @example
   * const calls = await control.calls();
   * // Later: the calls received since.
   * const newCalls = await control.calls(calls.at(-1)?.seq);
   */
  calls(after?: number): Promise<Call[]>;
  /**
   * Returns all voices that exist and all voices that were billed.
   *
   * @example
   * const { billed } = await control.snapshot();
   * expect(billed).toHaveLength(1); // The create call was not repeated.
   */
  snapshot(): Promise<Snapshot>;
  /**
   * Adds voices to an account without a create call. Returns their ids, oldest first.
   *
   * @example
   * const [voiceId] = await control.seedVoices({ name: 'announcer' });
   */
  seedVoices(seed: VoiceSeed): Promise<string[]>;
  /**
   * Sets the outcome and the end of a review.
   *
   * @example
   * await control.review(voiceId, { outcome: 'OK' }); // The review ends now.
   * await control.review(voiceId, { outcome: 'OK', inSeconds: null }); // The review never ends.
   */
  review(voiceId: string, change: ReviewChangeInput): Promise<void>;
  /**
   * Removes a voice without a delete call, as the provider or a user of its console can do.
   *
   * @example
   * await control.removeVoice(voiceId);
   */
  removeVoice(voiceId: string): Promise<void>;
  /**
   * Adds an API key to an account, or moves it to another one.
   *
   * @example
   * await control.grantKey({ key: 'sk-rotated', scope: 'mainland', name: 'local' });
   */
  grantKey(grant: KeyGrantInput): Promise<void>;
  /**
   * Revokes an API key.
   *
   * @example
   * await control.revokeKey('sk-local-mainland');
   */
  revokeKey(key: string): Promise<void>;
  /**
   * Moves the simulator's clock forward. Reviews that are due end at once.
   *
   * @example
   * await control.advance(60);
   */
  advance(seconds: number): Promise<void>;
  /**
   * Removes all voices, calls and rules. Restores the initial settings, keys and time.
   *
   * @example
   * beforeEach(() => control.reset());
   */
  reset(): Promise<void>;
}

/**
 * Creates a client of the control plane.
 *
 * @param controlUrl `controlUrl` of `startSimulator` or of the ready line: `http://127.0.0.1:4110/_simulator/<token>`
 * @example
 * const simulator = await startSimulator({ port: 0 });
 * const control = controlClient(simulator.controlUrl);
 */
export function controlClient(controlUrl: string): ControlClient {
  const request = async <Body>(
    method: string,
    path: string,
    schema: z.ZodType<Body>,
    body?: unknown,
  ): Promise<Body> => {
    const response = await fetch(`${controlUrl}/${path}`, {
      method,
      ...(body === undefined
        ? {}
        : { body: JSON.stringify(body), headers: { 'Content-Type': 'application/json' } }),
    });
    const content: unknown = await response.json();
    if (response.ok) return schema.parse(content);
    throw new ControlError(response.status, errorSchema.parse(content).error);
  };
  const voicePath = (id: string) => `voices/${encodeURIComponent(id)}`;

  return {
    settings: () => request('GET', 'settings', settingsSchema),
    changeSettings: (changes) => request('PATCH', 'settings', settingsSchema, changes),
    addRule: async (rule) => (await request('POST', 'rules', ruleStateSchema, rule)).id,
    rules: () => request('GET', 'rules', z.array(ruleStateSchema)),
    removeRule: (id) => request('DELETE', `rules/${encodeURIComponent(id)}`, ignored),
    clearRules: () => request('DELETE', 'rules', ignored),
    calls: (after = 0) => request('GET', `calls?after=${after}&limit=10000`, z.array(callSchema)),
    snapshot: () => request('GET', 'truth', snapshotSchema),
    seedVoices: (seed) => request('POST', 'voices', z.array(z.string()), seed),
    review: (id, change) => request('PATCH', voicePath(id), ignored, change),
    removeVoice: (id) => request('DELETE', voicePath(id), ignored),
    grantKey: (grant) => request('POST', 'keys', ignored, grant),
    revokeKey: (key) => request('DELETE', 'keys', ignored, { key }),
    advance: (seconds) => request('POST', 'clock', ignored, { seconds }),
    reset: () => request('POST', 'reset', ignored),
  };
}

const errorSchema = z.object({ error: z.string().default('unknown error') });

/** A response body without information. */
const ignored = z.unknown().transform(() => undefined);
