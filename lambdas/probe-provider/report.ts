import type { Scope } from '../shared/dashscope/index.ts';

/** In the order in which they are taken. */
const steps = ['provider', 'create', 'name', 'list', 'query', 'delete', 'gone'] as const;
export type ProbeStepName = (typeof steps)[number];

export interface ProbeStep {
  readonly step: ProbeStepName;
  /** Whether it went as the deployment assumes; null for a step that was not reached. */
  readonly holds: boolean | null;
  /** For people. */
  readonly found: string;
}

export interface ProbeReport {
  readonly scope: Scope;
  readonly targetModel: string;
  /** What the provider got as prefix. */
  readonly name: string;
  /** Null if none was made, as far as is known. */
  readonly providerVoiceId: string | null;
  /** Whether every step does. */
  readonly holds: boolean;
  readonly steps: readonly ProbeStep[];
  /** Voices that an earlier probe had left, and this one has removed. */
  readonly removed: readonly string[];
}

/** What a probe has found so far. */
export class Findings {
  readonly removed: string[] = [];
  providerVoiceId: string | null = null;
  readonly #found = new Map<ProbeStepName, ProbeStep>();

  note(step: ProbeStepName, holds: boolean, found: string): void {
    this.#found.set(step, { step, holds, found });
  }

  report(probe: Pick<ProbeReport, 'scope' | 'targetModel' | 'name'>): ProbeReport {
    const { providerVoiceId, removed } = this;
    const found = steps.map((step) => this.#found.get(step) ?? { step, holds: null, found: 'not reached' });
    return { ...probe, providerVoiceId, holds: found.every(({ holds }) => holds), steps: found, removed };
  }
}
