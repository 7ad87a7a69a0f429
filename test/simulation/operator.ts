import { z } from 'zod';
import { AccountItem } from '../../cli/admin/account-item.ts';
import { AwsCallError } from '../../cli/errors/aws-call-error.ts';
import { ProviderAccounts } from '../../lambdas/shared/provider/accounts.ts';
import { aliveStatuses } from '../../lambdas/shared/voice/alive.ts';
import { allowedHosts, providerKeys, secretWith } from './provider/keys.ts';
import { sees } from './provider/provider.ts';
import type { SimulatedAccount } from './simulated-account.ts';
import { memoryDynamo } from './table/memory-dynamo.ts';

const reported = z.object({ report: z.object({ heldBack: z.number() }) });

/**
 * An operator who reacts to alarms: accepts a permanent change of the account, may forget the former one, and confirms
 * voices that were deleted at the provider's console.
 */
export class Operator {
  readonly #account: SimulatedAccount;
  readonly #accounts: AccountItem;
  readonly #forgets: boolean;

  constructor(account: SimulatedAccount) {
    const { table, random } = account;
    const dynamo = memoryDynamo((name, input) => table.call(name, input));
    this.#account = account;
    this.#accounts = new AccountItem(dynamo, table.name, 'mainland');
    this.#forgets = random.chance(0.5);
  }

  /** Acts once during the faults, if there is anything to decide. */
  async live(): Promise<void> {
    const { time, random, movedAt } = this.#account;
    await time.sleep((movedAt ?? time.now()) + random.between(60_000, 3_600_000) - time.now());
    await this.act();
  }

  async act(): Promise<void> {
    const gone = this.#countMissing();
    if (this.#account.isKeyPermanent) await this.#decideOnAccounts(gone);
    await this.#confirmMissing(gone);
  }

  /** Runs `voice admin account --accept`, and later `--forget` for accounts that will not return. */
  async #decideOnAccounts(gone: number): Promise<void> {
    const { watch, time, movedAt } = this.#account;
    try {
      const { waitingSince, keys } = await this.#accounts.read();
      if (waitingSince !== null) return await this.#accounts.accept(time.date());
      const returning = await this.#keyIdOfSecondAccount();
      for (const { keyId, voices, isCurrent } of keys) {
        const isForgotten = movedAt !== null && this.#forgets;
        const isEmptied = movedAt === null && voices === gone && keyId !== returning;
        if (isCurrent || voices === 0 || !(isForgotten || isEmptied)) continue;
        if (isForgotten) watch.forgotten = 'first';
        await this.#accounts.forget(keyId, time.date());
      }
    } catch (error) {
      // The accounts have changed since they were read.
      if (!(error instanceof AwsCallError)) throw error;
    }
  }

  /** Runs `voice admin reconcile --confirm-missing`, but not while the list may be wrong: the console would show it. */
  async #confirmMissing(gone: number): Promise<void> {
    const { functions, list, faults } = this.#account;
    if (gone === 0 || !faults.areOver) return;
    const preview = await functions.invoke('reconcile-list', { ...list, dryRun: true }).catch(() => null);
    const answer = reported.safeParse(preview && 'payload' in preview ? preview.payload : null);
    const heldBack = answer.data?.report.heldBack ?? 0;
    // Some of these voices may expire without a confirmation.
    if (heldBack === 0 || heldBack > gone) return;
    await functions.invoke('reconcile-list', { ...list, confirmMissing: heldBack }).catch(() => undefined);
  }

  async #keyIdOfSecondAccount(): Promise<string> {
    const secret = secretWith(providerKeys.second, this.#account.hosts);
    const accounts = new ProviderAccounts(async () => secret, allowedHosts);
    return (await accounts.account('mainland')).keyId;
  }

  /** Returns the number of records whose voice is missing from the account in use, as the console shows it. */
  #countMissing(): number {
    const { watch, provider, key } = this.#account;
    return watch.records().filter(({ status, providerVoiceId }) => {
      const voice = provider.voices.find((each) => each.providerVoiceId === providerVoiceId);
      const isAlive = aliveStatuses.some((alive) => alive === status);
      return isAlive && voice !== undefined && voice.deletedAt !== null && sees(key, voice);
    }).length;
  }
}
