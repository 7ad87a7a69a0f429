import { accountWrites } from './account-writes.ts';
import { attemptWrites } from './attempt-writes.ts';
import { auditionWrites } from './audition-writes.ts';
import { listWrites } from './list-writes.ts';
import { purgeWrites } from './purge-writes.ts';
import { recordWrites } from './record-writes.ts';
import { transitionWrites } from './transition-writes.ts';
import type { WriteCase } from './write-case.ts';

/** Every conditional write of the stores. Cases of one operation with the same name differ in their records. */
export const writeCases: readonly WriteCase[] = [
  ...attemptWrites,
  ...recordWrites,
  ...transitionWrites,
  ...purgeWrites,
  ...listWrites,
  ...auditionWrites,
  ...accountWrites,
];
