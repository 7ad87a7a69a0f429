/** Indexes of the table. Voice ids sort by time. */
export const indexes = {
  /** All records of one calendar month (UTC), `2026-11`. */
  byMonth: { name: 'byMonth', partitionKey: 'createdMonth', sortKey: 'voiceId' },
  byStatus: { name: 'byStatus', partitionKey: 'status', sortKey: 'voiceId' },
  /**
   * Items by their last change. A transition of a voice sets `announcing` to the new status. Reconciliation replaces it by
   * `announcedVoices` once no event is pending. Every other change of a record keeps it.
   */
  byAnnouncing: { name: 'byAnnouncing', partitionKey: 'announcing', sortKey: 'updatedAt', keysOnly: true },
} as const;

/** The partition of `byAnnouncing` with the voices whose events are published. */
export const announcedVoices = 'ANNOUNCED';

/**
 * Items of API keys, `KEY#<SHA-256 of the key>`. They have a separate partition of `byStatus`, because no voice has this
 * status.
 */
export const keyItems = { prefix: 'KEY#', status: 'KEY#ACTIVE' } as const;

/** Key of the item of the operator's switches. */
export const switchesKey = 'SWITCHES';

/** Items of the provider account's budgets, `BUDGET#<family>#<scope>`. */
export const budgetItems = { prefix: 'BUDGET#' } as const;

/**
 * Items of auditions, `AUDITION#<auditionId>`. They have separate partitions of each index, whose values begin with the
 * prefix. The partition `work` of `byAnnouncing` holds auditions with unfinished work, the partition `done` all others.
 */
export const auditionItems = { prefix: 'AUDITION#', work: 'AUDITION#WORK', done: 'AUDITION#DONE' } as const;

/**
 * Items of parked executions, `WAIT#<voiceId>`. Those of one provider list share the partition `WAIT#<family>#<scope>` of
 * `byStatus`.
 */
export const parkedItems = { prefix: 'WAIT#' } as const;

/**
 * Items of aliases, `ALIAS#<alias>`. Those that point at a voice are in the partition `live` of `byStatus`. The partition
 * `work` of `byAnnouncing` holds those with unfinished work, the partition `done` all others.
 */
export const aliasItems = {
  prefix: 'ALIAS#',
  live: 'ALIAS#LIVE',
  work: 'ALIAS#WORK',
  done: 'ALIAS#DONE',
} as const;
