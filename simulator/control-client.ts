import { z } from 'zod';
import type { KeyGrantInput, ReviewChangeInput, VoiceSeed } from './control/requests.ts';
import { type Snapshot, snapshotSchema } from './control/snapshot.ts';
import { type RuleInput, ruleSchema } from './faults/rules.ts';
import { type Settings, type SettingsChange, settingsSchema } from './settings.ts';
import { type Call, callSchema } from './store/call-log.ts';

/** The control plane refused a request, or answered what it should not. */
export class ControlError extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.name = 'ControlError';
    this.status = status;
  }
}

const ruleState = z.object({ id: z.string(), rule: ruleSchema, matched: z.number(), applied: z.number() });
type RuleReport = z.infer<typeof ruleState>;

/** Steers a simulator from a test or a demo. Every method may throw `ControlError`. */
export interface ControlClient {
  settings(): Promise<Settings>;
  changeSettings(changes: SettingsChange): Promise<Settings>;
  /** Adds a rule; it applies from the next call on. @returns its id */
  addRule(rule: RuleInput): Promise<string>;
  rules(): Promise<RuleReport[]>;
  removeRule(id: string): Promise<void>;
  clearRules(): Promise<void>;
  /** The calls received, oldest first; at most 10,000 at a time, after a sequence number. */
  calls(after?: number): Promise<Call[]>;
  snapshot(): Promise<Snapshot>;
  /** Puts voices into an account that no call made. @returns their ids */
  seedVoices(seed: VoiceSeed): Promise<string[]>;
  /** Ends the review of a voice (now, later, never). */
  review(voiceId: string, change: ReviewChangeInput): Promise<void>;
  /** Removes a voice as the provider, or a person at its console, would. */
  removeVoice(voiceId: string): Promise<void>;
  grantKey(grant: KeyGrantInput): Promise<void>;
  revokeKey(key: string): Promise<void>;
  /** Moves the simulator's clock forward: reviews end without waiting. */
  advance(seconds: number): Promise<void>;
  /** No voices, no log, no rules; settings, keys and clock as at the start. */
  reset(): Promise<void>;
}

/** @param controlUrl as `startSimulator` and the ready line give it: `http://127.0.0.1:4110/_simulator/<token>` */
export function controlClient(controlUrl: string): ControlClient {
  const ask = async <Answer>(
    method: string,
    path: string,
    schema: z.ZodType<Answer>,
    body?: unknown,
  ): Promise<Answer> => {
    const response = await fetch(`${controlUrl}/${path}`, {
      method,
      ...(body === undefined
        ? {}
        : { body: JSON.stringify(body), headers: { 'Content-Type': 'application/json' } }),
    });
    const answer: unknown = await response.json();
    if (response.ok) return schema.parse(answer);
    const { error } = z.object({ error: z.string().default('no reason given') }).parse(answer);
    throw new ControlError(response.status, error);
  };
  const nothing = z.unknown().transform(() => undefined);
  const voicePath = (id: string) => `voices/${encodeURIComponent(id)}`;

  return {
    settings: () => ask('GET', 'settings', settingsSchema),
    changeSettings: (changes) => ask('PATCH', 'settings', settingsSchema, changes),
    addRule: async (rule) => (await ask('POST', 'rules', ruleState, rule)).id,
    rules: () => ask('GET', 'rules', z.array(ruleState)),
    removeRule: (id) => ask('DELETE', `rules/${encodeURIComponent(id)}`, nothing),
    clearRules: () => ask('DELETE', 'rules', nothing),
    calls: (after = 0) => ask('GET', `calls?after=${after}&limit=10000`, z.array(callSchema)),
    snapshot: () => ask('GET', 'truth', snapshotSchema),
    seedVoices: (seed) => ask('POST', 'voices', z.array(z.string()), seed),
    review: (id, change) => ask('PATCH', voicePath(id), nothing, change),
    removeVoice: (id) => ask('DELETE', voicePath(id), nothing),
    grantKey: (grant) => ask('POST', 'keys', nothing, grant),
    revokeKey: (key) => ask('DELETE', 'keys', nothing, { key }),
    advance: (seconds) => ask('POST', 'clock', nothing, { seconds }),
    reset: () => ask('POST', 'reset', nothing),
  };
}
