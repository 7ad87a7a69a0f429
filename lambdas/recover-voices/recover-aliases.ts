import { type AdvanceAliasDependencies, advanceAlias } from '../shared/actions/advance-alias.ts';
import { releaseUnusedHolds } from '../shared/actions/release-unused-holds.ts';
import type { AliasStore } from '../shared/stores/aliases.ts';
import type { VoicesByStatus } from '../shared/stores/voices-by-status.ts';

export interface RecoverAliasesDependencies extends AdvanceAliasDependencies {
  readonly aliases: AdvanceAliasDependencies['aliases'] &
    Pick<AliasStore, 'unfinishedSince' | 'withoutUsableVoice'>;
  readonly voicesByStatus: Pick<VoicesByStatus, 'heldExpired'>;
  readonly pendingSeconds: number;
}

export interface RecoverAliasesReport {
  /** Number of aliases with unfinished work, or with a voice that is not known to be usable. */
  aliases: number;
  /** Number of aliases and expired voices that could not be brought up to date. The next run tries again. */
  aliasesFailed: number;
}

/**
 * Finishes interrupted changes of aliases, and completes remakes and statuses whose events did not arrive. An expired voice
 * loses the holds that no alias uses, so that it can be purged.
 */
export async function recoverAliases(
  dryRun: boolean,
  dependencies: RecoverAliasesDependencies,
): Promise<RecoverAliasesReport> {
  const { log } = dependencies;
  const names = await aliasesToAdvance(dependencies);
  const report: RecoverAliasesReport = { aliases: names.size, aliasesFailed: 0 };
  if (dryRun) return report;
  await releaseHoldsOfExpired(names, report, dependencies);
  report.aliases = names.size;
  for (const alias of names) {
    try {
      await advanceAlias(alias, dependencies);
    } catch (error) {
      report.aliasesFailed += 1;
      log.error('alias not brought up to date', { alias, error: String(error) });
    }
  }
  return report;
}

async function aliasesToAdvance({
  aliases,
  pendingSeconds,
  now,
}: RecoverAliasesDependencies): Promise<Set<string>> {
  const names = new Set<string>();
  const since = new Date(now().getTime() - pendingSeconds * 1_000);
  for await (const alias of aliases.unfinishedSince(since)) names.add(alias);
  for await (const alias of aliases.withoutUsableVoice()) names.add(alias);
  return names;
}

/** Adds the aliases whose holds were released to `names`, and counts failures in the report. */
async function releaseHoldsOfExpired(
  names: Set<string>,
  report: RecoverAliasesReport,
  dependencies: RecoverAliasesDependencies,
): Promise<void> {
  const { voices, voicesByStatus, log } = dependencies;
  for await (const voiceId of voicesByStatus.heldExpired()) {
    try {
      const record = await voices.read(voiceId);
      if (!record) continue;
      for (const alias of await releaseUnusedHolds(record, dependencies)) names.add(alias);
    } catch (error) {
      report.aliasesFailed += 1;
      log.error('holds of an expired voice not released', { voiceId, error: String(error) });
    }
  }
}
