import { ProblemError, type VoiceClient } from '../../client/index.ts';
import type { Cost, DryRun } from '../../client/types.ts';
import { inParallel } from '../core/in-parallel.ts';
import { exitCodeOf, exitCodes } from '../errors/exit-codes.ts';
import { RefusedInputError } from '../errors/refused-input-error.ts';
import { printable } from '../output/text.ts';
import type { BriefNotes } from './brief-notes.ts';
import type { DesiredAlias, FreePlaces } from './plan.ts';
import type { Brief, WrittenAlias } from './voices-file.ts';

/** An alias of the file whose brief the API has checked. */
export interface CheckedAlias extends DesiredAlias {
  readonly brief: Brief;
  readonly cost: Cost;
}

export interface CheckedFile {
  readonly aliases: readonly CheckedAlias[];
  readonly notes: BriefNotes;
  /** Free places of each list that the briefs use. */
  readonly places: readonly FreePlaces[];
  /** True if creating voices is switched off. */
  readonly createsOff: boolean;
}

/** Warnings about the deployment at this moment. The plan counts places and switches for all briefs together. */
const refusalCodes = ['creates_disabled', 'voice_quota_exhausted'];

/** Number of checks in flight. */
const concurrency = 8;

/**
 * Checks every brief with a dry run, which records nothing and costs nothing.
 *
 * @param fileName name of the file in messages
 * @throws RefusedInputError with file, line, alias, field and rule of every problem
 */
export async function checkBriefs(
  client: Pick<VoiceClient, 'dryRunUnchecked' | 'auditions'>,
  written: readonly WrittenAlias[],
  fileName: string,
): Promise<CheckedFile> {
  const results = new Map<string, DryRun>();
  const issues: string[] = [];
  await inParallel(written, concurrency, async (each) => {
    try {
      const { brief } = each;
      const { auditions } = client;
      const isAudition = brief.candidates !== undefined;
      results.set(
        each.alias,
        await (isAudition ? auditions.dryRunUnchecked(brief) : client.dryRunUnchecked(brief)),
      );
    } catch (error) {
      if (!(error instanceof ProblemError) || exitCodeOf(error) !== exitCodes.refused) throw error;
      issues.push(...problemLines(error, each, fileName));
    }
  });
  if (issues.length > 0) throw new RefusedInputError(issues.toSorted().join('\n'));
  const runs = [...results.values()];
  const notesOf = (kind: keyof BriefNotes) =>
    written.flatMap(({ alias, line }) =>
      (results.get(alias)?.[kind] ?? [])
        .filter(({ code }) => !refusalCodes.includes(code))
        .map(({ code, message }) => ({ alias, line, code, message })),
    );
  return {
    notes: { warnings: notesOf('warnings'), advice: notesOf('advice') },
    aliases: written.flatMap(({ alias, brief }) => {
      const result = results.get(alias);
      if (!result) return [];
      const { briefHash, cost, capacity } = result;
      const { family, scope } = capacity;
      return [{ alias, brief, briefHash, cost, family, scope, candidates: brief.candidates }];
    }),
    places: placesOf(runs),
    createsOff: runs.some(({ warnings }) => warnings.some(({ code }) => code === 'creates_disabled')),
  };
}

function problemLines(
  { problem, code }: ProblemError,
  { alias, line, lineOf }: WrittenAlias,
  fileName: string,
): string[] {
  const { errors = [], detail } = problem;
  if (errors.length === 0) return [`${fileName}, line ${line}: ${alias}: ${printable(detail)} (${code})`];
  return errors.map(({ pointer = '', detail: rule, code: issueCode }) => {
    const path = pointer.slice(1).replaceAll('/', '.');
    const [field = ''] = path.split('.');
    return `${fileName}, line ${lineOf(field)}: ${alias}: ${printable(`${path} ${rule}`).trim()} (${issueCode})`;
  });
}

function placesOf(runs: readonly DryRun[]): readonly FreePlaces[] {
  const places = runs.map(({ capacity: { family, scope, used, limit, inFlight } }) => ({
    family,
    scope,
    free: limit === null ? null : Math.max(0, limit - (used ?? 0) - inFlight),
  }));
  return [...new Map(places.map((each) => [`${each.family} ${each.scope}`, each])).values()];
}
