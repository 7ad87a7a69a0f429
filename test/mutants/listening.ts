import type { Mutant } from './mutant.ts';

const actions = 'lambdas/shared/actions';
const stores = 'lambdas/shared/stores';
const voice = 'lambdas/shared/voice';
const analysis = 'lambdas/shared/preview-analysis';
const tests = 'test/lambdas/shared';

const auditions: readonly Mutant[] = [
  {
    name: 'audition: a voice that a caller has restored is deleted again',
    file: `${voice}/audition-rules.ts`,
    from: "return isRestored ? 'done' : 'delete';",
    to: "return 'delete';",
    caughtBy: `${tests}/actions/auditions.test.ts`,
  },
  {
    name: 'audition: an ended audition lapses',
    file: `${voice}/audition-rules.ts`,
    from: 'if (isClosed(status)) return status;',
    to: "if (isClosed(status) && status !== 'DECIDED') return status;",
    caughtBy: `${tests}/voice/audition-rules.test.ts`,
  },
  {
    name: 'audition: a failed one stays failed although a candidate becomes OK',
    file: `${voice}/audition-rules.ts`,
    from: "return status === 'FAILED' && isReady ? 'READY' : status;",
    to: 'return status;',
    caughtBy: `${tests}/voice/audition-rules.test.ts`,
  },
  {
    name: 'audition: a record that was removed after its purge is written again',
    file: `${actions}/close-candidates.ts`,
    from: 'return !complete && now().getTime() <',
    to: 'return !complete || now().getTime() <',
    caughtBy: 'test/lambdas/recover-voices/recover-auditions.test.ts',
  },
  {
    name: 'audition: the mark of a choice is that of an earlier version',
    file: `${actions}/choose-candidate.ts`,
    from: 'await keep(record, { auditionId, version }, dependencies);',
    to: 'await keep(record, { auditionId, version: audition.version }, dependencies);',
    caughtBy: `${tests}/actions/auditions.test.ts`,
  },
  {
    name: 'audition: a choice of a voice with ten aliases begins',
    file: `${actions}/choose-candidate.ts`,
    from: 'await checkRoom(record, alias, dependencies);',
    to: 'void checkRoom;',
    caughtBy: `${tests}/actions/choices-with-alias.test.ts`,
  },
  {
    name: 'audition: a choice does not note the alias that it decides on',
    file: `${stores}/auditions.ts`,
    from: "...(decision?.pointing ? ['pointing = :pointing'] : []),",
    to: "...(decision?.pointing ? ['choicesBegun = :pointing'] : []),",
    caughtBy: `${tests}/actions/choices-with-alias.test.ts`,
  },
  {
    name: 'audition: a former choice stays because of a hold that no alias uses',
    file: `${voice}/audition-rules.ts`,
    from: "if (isHeld(record)) return 'checkHolds';",
    to: "if (isHeld(record)) return 'done';",
    caughtBy: `${tests}/actions/choices-with-alias.test.ts`,
  },
  {
    name: 'audition: recovery leaves the alias of an interrupted choice',
    file: 'lambdas/recover-voices/recover-auditions.ts',
    from: 'await finishPointing(audition, dependencies);',
    to: 'void finishPointing;',
    caughtBy: `${tests}/actions/choices-with-alias.test.ts`,
  },
];

const aliases: readonly Mutant[] = [
  {
    name: 'alias: a slow choice undoes a later move',
    file: `${voice}/alias-changes.ts`,
    from: 'if (version === choice.fromVersion) return true;',
    to: 'if (version >= choice.fromVersion) return true;',
    caughtBy: `${tests}/actions/choices-with-alias.test.ts`,
  },
  {
    name: 'alias: a slow choice undoes a later choice of the same audition',
    file: `${voice}/alias-changes.ts`,
    from: 'last.version < choice.version;',
    to: 'last.version !== choice.version;',
    caughtBy: `${tests}/voice/alias-changes.test.ts`,
  },
  {
    name: 'alias: the choice of a remake undoes a move since its request',
    file: `${actions}/choose-candidate.ts`,
    from: 'const fromVersion = audition.chosen === null ?',
    to: 'const fromVersion = audition.chosen !== null ?',
    caughtBy: `${tests}/actions/remakes-with-candidates.test.ts`,
  },
  {
    name: 'alias: a voice with an alias can be deleted',
    file: `${voice}/transition-guards.ts`,
    from: "mayBeDeleted: 'attribute_not_exists(purgeClaim) AND attribute_not_exists(holds)',",
    to: "mayBeDeleted: 'attribute_not_exists(purgeClaim)',",
    caughtBy: `${tests}/actions/alias-interleavings.test.ts`,
  },
  {
    name: 'alias: the former voice keeps its hold',
    file: `${voice}/alias-changes.ts`,
    from: 'const released = from ? releasing(moved, from.moveId, from.voiceId, keptUntil) : moved;',
    to: 'const released = from ? moved : releasing(moved, target.moveId, voiceId, keptUntil);',
    caughtBy: `${tests}/actions/aliases.test.ts`,
  },
  {
    name: 'alias: a move that is no remake retires the former voice',
    file: `${voice}/alias-changes.ts`,
    from: 'const keptUntil = (completed && retireAt?.toISOString()) ?? null;',
    to: 'const keptUntil = retireAt?.toISOString() ?? null;',
    caughtBy: `${tests}/voice/alias-changes.test.ts`,
  },
  {
    name: 'alias: an apply takes over an alias that a person created',
    file: `${voice}/alias-changes.ts`,
    from: 'managedBy: from ? record.managedBy : (completed?.managedBy ?? null),',
    to: 'managedBy: completed?.managedBy ?? record.managedBy,',
    caughtBy: `${tests}/voice/alias-changes.test.ts`,
  },
  {
    name: 'alias: the audition of a failed remake stays',
    file: `${voice}/alias-changes.ts`,
    from: 'cancelling: withId(record.cancelling, auditionId),',
    to: 'cancelling: record.cancelling,',
    caughtBy: `${tests}/actions/remakes-with-candidates.test.ts`,
  },
  {
    name: 'alias: an audition that a slow function has not written yet is forgotten',
    file: `${actions}/finish-alias.ts`,
    from: "return error.details.code === 'not_found' ? isOld : true;",
    to: "return error.details.code === 'not_found' ? !isOld : true;",
    caughtBy: `${tests}/actions/remakes-with-candidates.test.ts`,
  },
  {
    name: 'alias: two remakes of one alias make two voices',
    file: `${actions}/remake-alias.ts`,
    from: 'return pending === null && version === fromVersion;',
    to: 'return version === fromVersion;',
    caughtBy: `${tests}/actions/aliases.test.ts`,
  },
  {
    name: 'alias: recovery gives up a move that is in progress',
    file: `${voice}/alias-changes.ts`,
    from: 'new Date(at) < before)',
    to: 'new Date(at) > before)',
    caughtBy: `${tests}/actions/aliases.test.ts`,
  },
];

const previews: readonly Mutant[] = [
  {
    name: 'preview: a slightly quiet preview is nearly silent',
    file: `${analysis}/findings.ts`,
    from: 'nearSilentBelow: -45,',
    to: 'nearSilentBelow: -20,',
    caughtBy: `${tests}/preview-analysis/analyze-preview.test.ts`,
  },
  {
    name: 'preview: a long gap counts as slow speech',
    file: `${analysis}/findings.ts`,
    from: 'const gap = longestSeconds >= thresholds.innerSilenceFrom ? longestSeconds : 0;',
    to: 'const gap = longestSeconds >= thresholds.innerSilenceFrom ? 0 : 0;',
    caughtBy: `${tests}/preview-analysis/findings.test.ts`,
  },
  {
    name: 'preview: another sample rate than the declared one is no finding',
    file: `${analysis}/findings.ts`,
    from: 'expected.sampleRates.some((rate) => rate !== measured.sampleRate);',
    to: 'expected.sampleRates.every((rate) => rate !== measured.sampleRate);',
    caughtBy: `${tests}/preview-analysis/analyze-preview.test.ts`,
  },
];

/** Mutants of auditions, aliases and the analysis of previews. */
export const listening: readonly Mutant[] = [...auditions, ...aliases, ...previews];
