import { z } from 'zod';

const latency = z.number().min(0).max(600_000);
const latencies = z.strictObject({ create: latency, list: latency, query: latency, delete: latency });

export const settingsSchema = z.strictObject({
  /** Duration of the review of a CosyVoice voice, before the time scale. */
  reviewSeconds: z.number().min(0),
  /** Share of the reviews that end in `UNDEPLOYED`, 0 to 1. */
  rejectShare: z.number().min(0).max(1),
  /** Divides review times and the other times in the life of a voice. Latencies are not scaled. */
  timeScale: z.number().positive(),
  /** Milliseconds before the operation of a call is performed, per action. */
  latencyMs: latencies,
  /** Enables marks in voice prompts (`[reject]` …). */
  marks: z.boolean(),
  /** Maximum number of voices of an account in each family. */
  voiceCap: z.int().min(0),
  /** Maximum calls of an account to `voice-enrollment` in any second. 0 means no limit. */
  cosyvoiceCallsPerSecond: z.number().min(0),
  /** Maximum calls per minute to `qwen-voice-design`, enforced per second (one sixtieth). 0 means no limit. */
  qwenCallsPerMinute: z.number().min(0),
  /** The comparison of names with `input.prefix` of `list_voice`. The vendor does not document it. */
  prefixFilter: z.enum(['starts-with', 'exact']),
  unknownTargetModels: z.enum(['refuse', 'accept']),
  /** The form of new voice ids. Opaque ids contain neither the model nor the name. */
  voiceIds: z.enum(['documented', 'opaque']),
  /** The error of `qwen-voice-design` after its retirement. The vendor does not document which one it is. */
  qwenRetired: z.enum([
    'no',
    'model-not-exist',
    'access-denied',
    'endpoint-access-denied',
    'model-not-found',
  ]),
  maxPreviewSeconds: z.number().positive().max(600),
  /** The zone of `gmt_*` and of the timestamp in Qwen voice ids. The vendor does not document it. */
  utcOffsetHours: z.number().min(-12).max(14),
  /** Ids that the workspace header may contain. If empty, any id is accepted. */
  workspaces: z.array(z.string()),
  bodyLimitBytes: z.int().positive(),
  /** Seed of all random decisions. */
  seed: z.int(),
});

/**
 * The settings of the simulator. The control plane can change them at run time.
 *
 * @example
 * const { voiceCap }: Settings = await control.settings();
 */
export type Settings = z.infer<typeof settingsSchema>;

export const settingsChangeSchema = settingsSchema
  .partial()
  .extend({ latencyMs: z.union([latency, latencies.partial()]).optional() });

/**
 * A subset of the settings. A single number as latency applies to every action.
 *
 * @example
 * const change: SettingsChange = { reviewSeconds: 60, latencyMs: { create: 500 } };
 */
export type SettingsChange = z.input<typeof settingsChangeSchema>;

export const defaultSettings: Settings = {
  reviewSeconds: 5,
  rejectShare: 0,
  timeScale: 1,
  latencyMs: { create: 0, list: 0, query: 0, delete: 0 },
  marks: true,
  voiceCap: 1000,
  cosyvoiceCallsPerSecond: 10,
  qwenCallsPerMinute: 180,
  prefixFilter: 'starts-with',
  unknownTargetModels: 'refuse',
  voiceIds: 'documented',
  qwenRetired: 'no',
  maxPreviewSeconds: 180,
  utcOffsetHours: 8,
  workspaces: [],
  bodyLimitBytes: 6_291_456,
  seed: 1,
};

/** @throws ZodError */
export function mergeSettings(settings: Settings, changes: SettingsChange): Settings {
  const { latencyMs = {}, ...rest } = settingsChangeSchema.parse(changes);
  const every = (ms: number) => ({ create: ms, list: ms, query: ms, delete: ms });
  const latencyChanges = typeof latencyMs === 'number' ? every(latencyMs) : latencyMs;
  return settingsSchema.parse({
    ...settings,
    ...rest,
    latencyMs: { ...settings.latencyMs, ...latencyChanges },
  });
}

/** The current settings of a running simulator. */
export interface SettingsStore {
  current(): Settings;
  /** @throws ZodError */
  change(changes: SettingsChange): Settings;
  reset(): void;
}

export function createSettingsStore(initial: Settings): SettingsStore {
  let settings = initial;
  return {
    current: () => settings,
    change: (changes) => {
      settings = mergeSettings(settings, changes);
      return settings;
    },
    reset: () => {
      settings = initial;
    },
  };
}
