import type { ApplyCalls } from '../../../cli/apply/apply-file.ts';
import type { CheckedAlias } from '../../../cli/apply/check-briefs.ts';
import type { CurrentAlias, OpenAudition } from '../../../cli/apply/plan.ts';
import { ProblemError } from '../../../client/index.ts';
import type { FunctionProblemCode } from '../../../lambdas/shared/contract.ts';
import { problem } from '../../../lambdas/shared/http/problem.ts';

interface Voice {
  readonly voiceId: string;
  readonly briefHash: string;
  /** The audition whose choice the voice becomes. */
  readonly auditionId: string | null;
  status: 'DEPLOYING' | 'OK' | 'UNDEPLOYED';
  readyAt: number;
}

interface Alias {
  version: number;
  voice: Voice | null;
  pending: Voice | null;
  managedBy: string | null;
}

/** The process of an apply was killed. */
export class KilledError extends Error {}

/** Aliases by the rules of the API, in memory and in virtual time. */
export class SimulatedAliases {
  readonly made: Voice[] = [];
  /** Number of places of the provider account. */
  places = Number.POSITIVE_INFINITY;
  /** Hashes of briefs whose voices the review rejects. */
  readonly rejected = new Set<string>();
  readonly #aliases = new Map<string, Alias>();
  #now = 0;

  /** Returns the calls of one process. @param beforeCall called before and after each call; it can throw */
  calls(beforeCall: () => void = () => undefined): ApplyCalls {
    const call = async <Result>(act: () => Result): Promise<Result> => {
      beforeCall();
      const result = act();
      beforeCall();
      return result;
    };
    return {
      aliases: () => call(() => this.list()),
      auditions: () => call(() => this.auditions()),
      remake: (alias, version) =>
        call(() => {
          const { auditionId, voiceId } = this.#remake(alias, version);
          return auditionId === null ? { voiceId } : { auditionId };
        }),
      remove: (alias, version) => call(() => this.#remove(alias, version)),
      voice: (voiceId) =>
        call(() => {
          const voice = this.made.find((each) => each.voiceId === voiceId);
          if (!voice) throw refusal('not_found');
          const reason = voice.status === 'UNDEPLOYED' ? ({ code: 'review_rejected' } as const) : null;
          return { voiceId, status: voice.status, reason };
        }),
      sleep: async (milliseconds) => {
        beforeCall();
        this.advance(milliseconds);
      },
      now: () => this.#now,
    };
  }

  advance(milliseconds: number): void {
    this.#now += milliseconds;
    for (const alias of this.#aliases.values()) {
      const { pending } = alias;
      if (!pending || pending.readyAt > this.#now) continue;
      alias.pending = null;
      pending.status = this.rejected.has(pending.briefHash) ? 'UNDEPLOYED' : 'OK';
      if (pending.status === 'UNDEPLOYED') continue;
      alias.voice = pending;
      alias.version += 1;
    }
  }

  /** Moves an alias to a new voice, as a person does. @param manager used if the alias does not exist */
  set(name: string, briefHash: string, manager: string | null = null): void {
    const found = this.#aliases.get(name);
    const version = (found?.version ?? 0) + 1;
    const managedBy = found?.voice ? found.managedBy : manager;
    const voice = this.#newVoice(briefHash);
    voice.status = 'OK';
    this.#aliases.set(name, { version, voice, pending: null, managedBy });
  }

  list(): readonly CurrentAlias[] {
    return [...this.#aliases].flatMap(([alias, { version, voice, pending, managedBy }]) =>
      voice ? [{ ...voice, alias, version, managedBy, pending }] : [],
    );
  }

  auditions(): readonly OpenAudition[] {
    return [...this.#aliases].flatMap(([alias, { pending }]) =>
      pending?.auditionId ? [{ alias, auditionId: pending.auditionId, briefHash: pending.briefHash }] : [],
    );
  }

  /** Chooses a candidate of the remake of an alias, as a person does. */
  choose(name: string): void {
    const pending = this.#aliases.get(name)?.pending;
    if (pending) pending.readyAt = this.#now;
    this.advance(0);
  }

  #remake({ alias: name, briefHash, candidates }: CheckedAlias, ifVersion: number): Voice {
    const alias = this.#aliases.get(name) ?? { version: 0, voice: null, pending: null, managedBy: 'apply' };
    if (alias.version !== ifVersion) throw refusal('version_mismatch');
    if (alias.pending) {
      if (alias.pending.briefHash === briefHash) return alias.pending;
      throw refusal('remake_pending');
    }
    if (this.made.length >= this.places) throw refusal('voice_quota_exhausted');
    alias.pending = this.#newVoice(briefHash, candidates);
    this.#aliases.set(name, alias);
    return alias.pending;
  }

  #remove(name: string, ifVersion: number): void {
    if (this.#aliases.get(name)?.version !== ifVersion) throw refusal('version_mismatch');
    this.#aliases.delete(name);
  }

  #newVoice(briefHash: string, candidates?: number): Voice {
    const number = this.made.length + 1;
    const isAudition = candidates !== undefined;
    const voice: Voice = {
      voiceId: `voice-${number}`,
      briefHash,
      auditionId: isAudition ? `audition-${number}` : null,
      status: 'DEPLOYING',
      readyAt: isAudition ? Number.POSITIVE_INFINITY : this.#now + 2_000,
    };
    this.made.push(voice);
    return voice;
  }
}

/** Returns an alias of a file. */
export function written(alias: string, briefHash: string, candidates?: number): CheckedAlias {
  return {
    alias,
    briefHash,
    candidates,
    family: 'cosyvoice',
    scope: 'mainland',
    brief: { family: 'cosyvoice', targetModel: 'm', voicePrompt: briefHash, previewText: 'Good evening.' },
    cost: { amount: 0, currency: 'CNY', basis: 'Free.' },
  };
}

function refusal(code: FunctionProblemCode): ProblemError {
  return new ProblemError('POST /aliases', problem(code, 'request-1', {}), null);
}
