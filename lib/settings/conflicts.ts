import {
  type Family,
  maxPlacesOf,
  placesOf,
  placesReadIn,
  type ReviewSchedule,
  requestsPerSecondOf,
  unjitteredWait,
} from '../../lambdas/shared/contract.ts';
import { horizonSettings, timerProblems } from './create-timers.ts';
import { day, hour, minute, type ParsedSettings } from './schema.ts';

/** Maximum polls of one review. A poll adds nine events to an execution's history, which can have 25,000. */
const pollsAllowed = 2_000;

/** Returns a message for each setting that is valid alone but not with the others. It begins with the setting's name. */
export function settingConflicts(settings: ParsedSettings): string[] {
  return [
    ...scopeConflicts(settings),
    ...scanConflicts(settings),
    ...pollConflicts(settings),
    ...timerProblems(
      settings.createTimers,
      settings.horizonSeconds,
      horizonSettings(settings.horizonSeconds, settings.timeScale),
    ),
    ...periodConflicts(settings),
    ...retentionConflicts(settings),
  ];
}

function scopeConflicts({ scopes, offered }: ParsedSettings): string[] {
  const problems = scopes
    .filter((scope) => !offered[scope])
    .map((scope) => `offered: lists no families for the configured scope ${scope}`);
  if (new Set(scopes).size !== scopes.length) problems.unshift('scopes: contains a scope twice');
  return problems;
}

/**
 * Seconds that a scan can take: in *create voice* the time-out of the function, in *reconcile list* ten minutes of its
 * fifteen. A shorter time-out than the default is for tests, whose lists are short.
 */
function scanSecondsAllowed({ createTimers: { functionSeconds } }: ParsedSettings): number {
  return Math.min(600, Math.max(360, functionSeconds));
}

/**
 * Checks that the list of each family can be read while the function that reads it runs: *create voice* or *reconcile
 * list*. A list that cannot be read proves no absence, so that nothing in it is adopted or expires.
 */
function scanConflicts(settings: ParsedSettings): string[] {
  const { providerShare, voicePlaces, scopes, offered } = settings;
  const enabled = [...new Set(scopes.flatMap((scope) => offered[scope] ?? []))];
  if (enabled.length === 0) return [];
  const problems: string[] = [];
  if (voicePlaces > maxPlacesOf(enabled)) {
    problems.push(
      `voicePlaces: ${voicePlaces} is more than a list of ${enabled.join(' or ')} can show; ` +
        `it must be at most ${maxPlacesOf(enabled)}`,
    );
  }
  const seconds = scanSecondsAllowed(settings);
  for (const family of enabled) {
    const places = placesOf(family, voicePlaces);
    if (placesReadIn(seconds, family, providerShare) >= places) continue;
    const share = minShare(family, places, seconds);
    const calls = `${providerShare} of the ${requestsPerSecondOf(family)} calls per second of ${family}`;
    problems.push(
      share === undefined
        ? `voicePlaces: a list of ${places} voices of ${family} cannot be read within ${seconds} s; ` +
            `it must be at most ${placesReadIn(seconds, family, 1)}, or createTimers.functionSeconds longer`
        : `providerShare: ${calls} is too small to read a list of ${places} voices within ${seconds} s; ` +
            `it must be at least ${share}`,
    );
  }
  return problems;
}

/** Returns the smallest share, in hundredths, with which a list can be read; undefined if none suffices. */
function minShare(family: Family, places: number, seconds: number): number | undefined {
  const shares = Array.from({ length: 100 }, (_, index) => (index + 1) / 100);
  return shares.find((share) => placesReadIn(seconds, family, share) >= places);
}

/** Returns the schedule of a review, with the deadline before the time scale. */
export function reviewSchedule(settings: ParsedSettings): ReviewSchedule {
  return {
    firstWaitSeconds: settings.pollFirstSeconds,
    maxWaitSeconds: settings.pollMaxSeconds,
    deadlineSeconds: settings.reviewDeadlineHours,
    timeScale: settings.timeScale,
  };
}

function pollConflicts(settings: ParsedSettings): string[] {
  const problems: string[] = [];
  const review = reviewSchedule(settings);
  const { firstWaitSeconds: first, maxWaitSeconds: longest } = review;
  if (first > longest) problems.push(`pollFirstSeconds: ${first} is longer than pollMaxSeconds, ${longest}`);
  for (const wait of ['pollFirstSeconds', 'pollMaxSeconds'] as const) {
    if (!Number.isInteger(settings[wait])) problems.push(`${wait}: must be a whole number of seconds`);
  }
  const polls = maxPolls(review);
  if (polls > pollsAllowed) {
    problems.push(
      `reviewDeadlineHours: ${review.deadlineSeconds} s with waits of ${first} to ${longest} s needs ${polls} polls; ` +
        `at most ${pollsAllowed} fit one execution`,
    );
  }
  return problems;
}

function periodConflicts(settings: ParsedSettings): string[] {
  const problems: string[] = [];
  if (settings.idempotencyHours < minute) problems.push('idempotencyHours: must be at least one minute');
  // A link is signed with the credentials of the function's session and expires with them.
  if (settings.previewUrlSeconds > hour) problems.push('previewUrlSeconds: must be at most 3600, one hour');
  for (const period of ['purgeEveryMinutes', 'reconcileEveryMinutes'] as const) {
    if (settings[period] % minute !== 0) problems.push(`${period}: must be a whole number of minutes`);
  }
  // An alarm evaluates four runs, and an alarm of CloudWatch can evaluate one day.
  if (settings.reconcileEveryMinutes > 6 * hour)
    problems.push('reconcileEveryMinutes: must be at most 360, six hours');
  return problems;
}

function retentionConflicts(settings: ParsedSettings): string[] {
  const problems: string[] = [];
  const { deletedGraceMinHours: restorable, deletedGraceDays: grace } = settings;
  if (restorable !== undefined && restorable > grace) {
    problems.push(`deletedGraceMinHours: ${restorable} s is longer than deletedGraceDays, ${grace} s`);
  }
  if (settings.recordRetentionDays < day) problems.push('recordRetentionDays: must be at least one day');
  if (settings.deletionProtection && settings.removalPolicy === 'destroy') {
    problems.push(
      'deletionProtection: prevents removalPolicy "destroy" from deleting the table, so set only one of them',
    );
  }
  return problems;
}

/** Returns the polls of a review that lasts until its deadline, without jitter, which lengthens waits. */
export function maxPolls(schedule: Omit<ReviewSchedule, 'timeScale'>): number {
  let elapsed = 0;
  let polls = 0;
  let wait = unjitteredWait(schedule, polls);
  // The waits double until they reach the longest one.
  for (;;) {
    const next = unjitteredWait(schedule, polls + 1);
    if (elapsed >= schedule.deadlineSeconds || next <= wait) break;
    elapsed += wait;
    polls += 1;
    wait = next;
  }
  return polls + Math.max(0, Math.ceil((schedule.deadlineSeconds - elapsed) / wait));
}
