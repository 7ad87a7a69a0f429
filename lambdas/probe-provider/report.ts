import type { Scope } from '../shared/dashscope/index.ts';

/** All steps, in order. */
const steps = ['provider', 'create', 'name', 'list', 'query', 'delete', 'gone'] as const;
export type ProbeStepName = (typeof steps)[number];

export interface ProbeStep {
  readonly step: ProbeStepName;
  /** True if the result is as the deployment assumes. Null for a step that was not reached. */
  readonly holds: boolean | null;
  /** The result, for people. */
  readonly found: string;
}

export interface ProbeReport {
  readonly scope: Scope;
  readonly targetModel: string;
  /** The prefix of the create request. */
  readonly name: string;
  /** Null if no voice is known to have been made. */
  readonly providerVoiceId: string | null;
  /** True if every step holds. */
  readonly holds: boolean;
  readonly steps: readonly ProbeStep[];
  /** Voices that an earlier probe left and this one removed. */
  readonly removed: readonly string[];
}

/** The results of a probe so far. */
export class ProbeResults {
  readonly removed: string[] = [];
  providerVoiceId: string | null = null;
  readonly #found = new Map<ProbeStepName, ProbeStep>();

  record(step: ProbeStepName, holds: boolean, found: string): void {
    this.#found.set(step, { step, holds, found });
  }

  report(probe: Pick<ProbeReport, 'scope' | 'targetModel' | 'name'>): ProbeReport {
    const { providerVoiceId, removed } = this;
    const found = steps.map((step) => this.#found.get(step) ?? { step, holds: null, found: 'not reached' });
    return { ...probe, providerVoiceId, holds: found.every(({ holds }) => holds), steps: found, removed };
  }
}
