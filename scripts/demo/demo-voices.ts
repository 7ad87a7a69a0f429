/** A voice of the demo and its expected results. */
export interface DemoVoice {
  readonly title: string;
  readonly request: Readonly<Record<string, unknown>>;
  readonly status: string;
  readonly events: readonly string[];
}

export const demoVoices: readonly DemoVoice[] = [
  {
    title: 'CosyVoice, approved by review',
    request: {
      family: 'cosyvoice',
      targetModel: 'cosyvoice-v3.5-plus',
      voicePrompt: 'A warm, unhurried woman in her forties who reads to children at bedtime.',
      previewText: 'Good evening. The ferry leaves at nine, and the sea is calm tonight.',
      language: 'en',
      name: 'Evening reader',
    },
    status: 'OK',
    events: ['Voice Created', 'Voice Ready'],
  },
  {
    title: 'CosyVoice, rejected by review',
    request: {
      family: 'cosyvoice',
      targetModel: 'cosyvoice-v3.5-flash',
      voicePrompt: 'A bright young man who speaks fast and smiles. [reject]',
      previewText: 'Hello there, and welcome to the show that never sleeps.',
      language: 'en',
      name: 'Host',
    },
    status: 'UNDEPLOYED',
    events: ['Voice Created', 'Voice Rejected'],
  },
  {
    title: 'Qwen (retired), without review',
    request: {
      family: 'qwen',
      targetModel: 'qwen3-tts-vd-2026-01-26',
      voicePrompt: 'A calm middle-aged announcer with a deep, clear voice.',
      previewText: 'Ladies and gentlemen, the train to the coast departs from platform two.',
      language: 'en',
      name: 'Announcer',
      sampleRate: 16_000,
    },
    status: 'OK',
    events: ['Voice Created', 'Voice Ready'],
  },
];
