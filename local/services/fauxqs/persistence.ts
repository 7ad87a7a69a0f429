import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { PersistenceManager } from '../../../node_modules/fauxqs/dist/persistence.js';
import { checkDatabase } from '../../persistence/database.ts';

export type { PersistenceManager } from '../../../node_modules/fauxqs/dist/persistence.js';

type Receipt = Parameters<PersistenceManager['updateMessageInflight']>;

/**
 * The state of fauxqs 2.4.1 with a correction: a consumer that releases a message sets its visibility timeout to 0, and
 * fauxqs then writes no receive count, which its table refuses. The message was lost.
 */
class Persistence extends PersistenceManager {
  readonly #receipts = new Map<string, Receipt>();

  override updateMessageInflight(...receipt: Receipt): void {
    super.updateMessageInflight(...receipt);
    this.#receipts.set(receipt[0], receipt);
  }

  /** A message that was received before the last start becomes visible in the file at its deadline. */
  override updateMessageReady(messageId: string): void {
    const receipt = this.#receipts.get(messageId);
    if (receipt === undefined) return;
    const [, , , receiveCount, firstReceiveTimestamp] = receipt;
    super.updateMessageInflight(messageId, '', 0, receiveCount, firstReceiveTimestamp);
    this.#receipts.delete(messageId);
  }

  override deleteMessage(messageId: string): void {
    super.deleteMessage(messageId);
    this.#receipts.delete(messageId);
  }
}

/** Returns the path of the SQLite file in which fauxqs keeps its state. */
export function databasePath(stateFolder: string): string {
  return join(stateFolder, 'fauxqs.db');
}

/**
 * Opens the state of fauxqs. Creates the folder if it is missing.
 * @param advice an instruction for a damaged file
 * @throws DamagedStateError, StorageError
 */
export function openPersistence(stateFolder: string, advice: string): PersistenceManager {
  mkdirSync(stateFolder, { recursive: true });
  checkDatabase(databasePath(stateFolder), advice);
  return new Persistence(stateFolder);
}
