/** An alias of the file, with the hash of its brief. */
export interface DesiredAlias {
  readonly alias: string;
  readonly briefHash: string;
  readonly family: string;
  readonly scope: string;
  /** Number of voices of an audition, of which a person chooses one. Absent for a single voice. */
  readonly candidates?: number | undefined;
}

/** An alias of the deployment. */
export interface CurrentAlias {
  readonly alias: string;
  readonly voiceId: string;
  readonly version: number;
  /** Null for an imported voice whose brief is not known. */
  readonly briefHash: string | null;
  readonly status: string;
  readonly managedBy: string | null;
  /** The remake in progress. */
  readonly pending: { readonly briefHash: string; readonly auditionId?: string | null } | null;
}

/** An audition that will create an alias. */
export interface OpenAudition {
  readonly alias: string;
  readonly auditionId: string;
  readonly briefHash: string;
}

/** Free places in one of the provider's lists; null before the first count. */
export interface FreePlaces {
  readonly family: string;
  readonly scope: string;
  readonly free: number | null;
}

/**
 * - `create`: the alias does not exist.
 * - `remake`: its brief has changed, or its voice is gone.
 * - `move`: a voice with this brief is being made, and the alias moves to it.
 * - `wait`: a voice with another brief is being made; the alias is planned again afterwards.
 * - `choose`: an audition waits for a choice by a person. The alias moves then.
 * - `unchanged`: the voice has this brief.
 * - `prune`: an earlier apply created the alias, and the file no longer has it.
 */
export const actions = ['create', 'remake', 'move', 'wait', 'choose', 'unchanged', 'prune'] as const;
export type Action = (typeof actions)[number];

/**
 * - `brief_changed`: the voice has another brief.
 * - `brief_unknown`: the voice was imported without its texts.
 * - `voice_gone`: the brief is unchanged, and the provider no longer has the voice.
 */
export type RemakeReason = 'brief_changed' | 'brief_unknown' | 'voice_gone';

/** A field of a brief that differs from that of the voice. */
export interface FieldChange {
  readonly field: string;
  readonly from: string | number | null;
  readonly to: string | number | null;
}

export interface Step {
  readonly alias: string;
  readonly action: Action;
  /** The version of the alias that the step is planned for; 0 if it does not exist. */
  readonly version: number;
  /** The audition that waits for a choice. */
  readonly auditionId?: string;
  /** The reason of a remake. */
  readonly reason?: RemakeReason;
  /** The changed fields of a brief, if they were read. */
  readonly changes?: readonly FieldChange[];
}

/** Remakes in a list that has fewer free places than changed aliases. */
export interface Wave {
  readonly family: string;
  readonly scope: string;
  /** Number of new voices. */
  readonly voices: number;
  /** Number of voices that fit at once. */
  readonly free: number;
}

export interface Plan {
  /** In alphabetical order of the aliases. */
  readonly steps: readonly Step[];
  readonly waves: readonly Wave[];
  /** Reasons why nothing of the plan is done. */
  readonly refusals: readonly string[];
  /** Aliases that an earlier apply created and the file no longer has, without `prune`. */
  readonly leftOver: readonly string[];
}

export interface PlanInput {
  readonly desired: readonly DesiredAlias[];
  readonly current: readonly CurrentAlias[];
  /** Auditions that will create aliases. By default none. */
  readonly auditions?: readonly OpenAudition[];
  readonly places: readonly FreePlaces[];
  readonly prune: boolean;
}

/** Statuses in which the provider no longer has a voice, so that only a remake helps. */
const gone = ['EXPIRED', 'PURGED'];

/** Compares the file with the deployment. The order of the input does not matter. */
export function planOf({ desired, current, auditions = [], places, prune }: PlanInput): Plan {
  const byAlias = new Map(current.map((each) => [each.alias, each]));
  const written = new Set(desired.map(({ alias }) => alias));
  const abandoned = current.filter(({ alias, managedBy }) => managedBy === 'apply' && !written.has(alias));
  const steps = [
    ...desired.map((each) =>
      stepOf(
        each,
        byAlias.get(each.alias),
        auditions.find(({ alias }) => alias === each.alias),
      ),
    ),
    ...(prune ? abandoned.map(({ alias, version }) => ({ alias, action: 'prune' as const, version })) : []),
  ].toSorted(byName);
  const demands = demandsOf(desired, steps, places);
  return {
    steps,
    waves: demands.flatMap(({ wave }) => wave ?? []),
    refusals: demands.flatMap(({ refusal }) => refusal ?? []),
    leftOver: prune ? [] : abandoned.map(({ alias }) => alias).toSorted(),
  };
}

/** Returns true for a step that makes a new voice. */
export function makesVoice({ action }: Pick<Step, 'action'>): boolean {
  return action === 'create' || action === 'remake';
}

/** Returns true if a plan changes something, or waits for a voice that is being made. */
export function hasWork({ steps }: Pick<Plan, 'steps'>): boolean {
  return steps.some(({ action }) => action !== 'unchanged' && action !== 'choose');
}

/** Returns true if the deployment is as the file describes it. */
export function isDone({ steps }: Pick<Plan, 'steps'>): boolean {
  return steps.every(({ action }) => action === 'unchanged');
}

function stepOf(
  { alias, briefHash }: DesiredAlias,
  current: CurrentAlias | undefined,
  audition: OpenAudition | undefined,
): Step {
  const version = current?.version ?? 0;
  const pending = current?.pending ?? null;
  const auditionId = pending?.auditionId ?? (current ? undefined : audition?.auditionId);
  if (auditionId) return { alias, version, action: 'choose', auditionId };
  if (!current) return { alias, version, action: 'create' };
  if (pending) return { alias, version, action: pending.briefHash === briefHash ? 'move' : 'wait' };
  const reason = remakeReason(current, briefHash);
  return reason === null
    ? { alias, version, action: 'unchanged' }
    : { alias, version, action: 'remake', reason };
}

function remakeReason(current: CurrentAlias, briefHash: string): RemakeReason | null {
  if (current.briefHash === null) return 'brief_unknown';
  if (current.briefHash !== briefHash) return 'brief_changed';
  return gone.includes(current.status) ? 'voice_gone' : null;
}

interface Demand {
  readonly wave?: Wave;
  readonly refusal?: string;
}

/**
 * Compares the new voices of each list with its free places. A remade alias frees a place only after its former voice is
 * removed, so remakes can take turns. Each new alias needs a further place permanently.
 */
function demandsOf(
  desired: readonly DesiredAlias[],
  steps: readonly Step[],
  places: readonly FreePlaces[],
): Demand[] {
  const actionOf = new Map(steps.map(({ alias, action }) => [alias, action]));
  return places.toSorted(byList).flatMap(({ family, scope, free }): Demand[] => {
    if (free === null) return [];
    const inList = desired.filter((each) => each.family === family && each.scope === scope);
    const needsOf = (wanted: Action) =>
      inList.filter(({ alias }) => actionOf.get(alias) === wanted).map(({ candidates = 1 }) => candidates);
    const [creates, remakes] = [needsOf('create'), needsOf('remake')];
    const [created, voices] = [sum(creates), sum([...creates, ...remakes])];
    if (voices <= free) return [];
    // All candidates of an audition are requested at once.
    if (created > free || free === 0 || Math.max(...remakes) > free) {
      const list = `the family ${family} in the scope ${scope}`;
      return [{ refusal: `The plan needs ${voices} places for voices of ${list}, and ${free} are free.` }];
    }
    return [{ wave: { family, scope, voices, free } }];
  });
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

function byName(one: Step, other: Step): number {
  return one.alias < other.alias ? -1 : Number(one.alias > other.alias);
}

function byList(one: FreePlaces, other: FreePlaces): number {
  const [a, b] = [`${one.family} ${one.scope}`, `${other.family} ${other.scope}`];
  return a < b ? -1 : Number(a > b);
}
