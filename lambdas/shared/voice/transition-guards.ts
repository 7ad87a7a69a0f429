const notHeld =
  'attribute_not_exists(purgeClaim) AND attribute_not_exists(keptBy) AND attribute_not_exists(holds)';

/** Condition expressions on a record, in addition to its status, run and sequence. */
export const guards = {
  deletionNotRequested: 'attribute_not_exists(deleteRequested)',
  deletionRequested: 'attribute_exists(deleteRequested)',
  /** Not being purged, and no alias holds it. */
  mayBeDeleted: 'attribute_not_exists(purgeClaim) AND attribute_not_exists(holds)',
  /** Its last alias was remade, its time is over, and no alias has held it since. */
  retirementDue: `${notHeld} AND retireAt <= :updatedAt`,
  /** Neither chosen nor held by an alias, and not being purged. */
  notHeld,
  /** Its deletion is still requested: a choice withdraws the request. */
  deletionStillRequested: `attribute_exists(deleteRequested) AND ${notHeld}`,
  /** Missing for a while, not listed again since, and not being purged. Name `#until`. */
  stillMissing:
    'attribute_exists(missingSince) AND (attribute_not_exists(purgeClaim) OR purgeClaim.#until <= :updatedAt)',
  /** Returns to its status before the expiry, unless a purge has begun, which may have removed its preview. */
  wasBeforeExpiry: 'statusBeforeExpiry = :to AND attribute_not_exists(purgeClaim)',
  /** Returns to its status before the deletion, unless it is being purged. */
  wasBeforeDelete: 'statusBeforeDelete = :to AND attribute_not_exists(purgeClaim)',
  /** Value `:purgeClaimId`. */
  purgeClaimHeld: 'purgeClaim.id = :purgeClaimId',
} as const;
