import { z } from 'zod';

const latency = z.number().min(0).max(600_000);
const latencies = z.strictObject({ create: latency, list: latency, query: latency, delete: latency });

/** What can be set at start and, by the control plane, while it runs. */
export const settingsSchema = z.strictObject({
  /** Review of a CosyVoice voice, before the time scale. */
  reviewSeconds: z.number().min(0),
  /** Share of the reviews that end in `UNDEPLOYED`, 0 to 1, drawn from the seed. */
  rejectShare: z.number().min(0).max(1),
  /** Divides review times and the other times a voice is given; not latencies. */
  timeScale: z.number().positive(),
  /** Milliseconds before the work of a call is done, per action. */
  latencyMs: latencies,
  /** Whether marks in a voice prompt (`[reject]` …) are obeyed. */
  marks: z.boolean(),
  /** Voices that an account may hold, counted for each family apart. */
  voiceCap: z.int().min(0),
  /** Calls an account may make in any one second to `voice-enrollment`; 0 is no limit. */
  cosyvoiceCallsPerSecond: z.number().min(0),
  /** Calls a minute to `qwen-voice-design`, enforced by the second (a sixtieth); 0 is no limit. */
  qwenCallsPerMinute: z.number().min(0),
  /** How `input.prefix` of `list_voice` filters; the vendor does not say. */
  prefixFilter: z.enum(['starts-with', 'exact']),
  unknownTargetModels: z.enum(['refuse', 'accept']),
  /** The form of the ids that creates give: as documented, or one that shows neither model nor name. */
  voiceIds: z.enum(['documented', 'opaque']),
  /** What `qwen-voice-design` answers once it is retired; the vendor does not say which of these. */
  qwenRetired: z.enum([
    'no',
    'model-not-exist',
    'access-denied',
    'endpoint-access-denied',
    'model-not-found',
  ]),
  maxPreviewSeconds: z.number().positive().max(600),
  /** The zone of `gmt_*` and of the time in a Qwen voice's name; the vendor does not say. */
  utcOffsetHours: z.number().min(-12).max(14),
  /** Workspace ids that the workspace header may name; none: any. Without the header: the default workspace. */
  workspaces: z.array(z.string()),
  bodyLimitBytes: z.int().positive(),
  /** Everything drawn at random follows from it. */
  seed: z.int(),
});

export type Settings = z.infer<typeof settingsSchema>;

/** Any of the settings; one number as latency is that of every action. */
export const settingsChangeSchema = settingsSchema
  .partial()
  .extend({ latencyMs: z.union([latency, latencies.partial()]).optional() });

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
  maxPreviewSeconds: 20,
  utcOffsetHours: 8,
  workspaces: [],
  bodyLimitBytes: 6_291_456,
  seed: 1,
};

/** @throws ZodError */
export function changedSettings(settings: Settings, changes: SettingsChange): Settings {
  const { latencyMs = {}, ...rest } = settingsChangeSchema.parse(changes);
  const every = (ms: number) => ({ create: ms, list: ms, query: ms, delete: ms });
  const wanted = typeof latencyMs === 'number' ? every(latencyMs) : latencyMs;
  return settingsSchema.parse({ ...settings, ...rest, latencyMs: { ...settings.latencyMs, ...wanted } });
}

/** The settings in force: one object that the control plane changes. */
export interface SettingsHolder {
  current(): Settings;
  /** @throws ZodError */
  change(changes: SettingsChange): Settings;
  reset(): void;
}

export function holdSettings(initial: Settings): SettingsHolder {
  let settings = initial;
  return {
    current: () => settings,
    change: (changes) => {
      settings = changedSettings(settings, changes);
      return settings;
    },
    reset: () => {
      settings = initial;
    },
  };
}
