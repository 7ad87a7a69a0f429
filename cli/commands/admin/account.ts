import type { Accounts, ProviderKey } from '../../admin/account-item.ts';
import { defineCommand } from '../../core/define-command.ts';
import { deploymentOptions, jsonOption } from '../../deployment/options.ts';
import { exitCodes } from '../../errors/exit-codes.ts';
import { UsageError } from '../../errors/usage-error.ts';
import { type Column, tableLines } from '../../output/table.ts';
import type { Terminal } from '../../output/terminal.ts';
import { parseScope, scopeOption } from './scope-option.ts';

export const accountCommand = defineCommand(
  {
    name: 'admin account',
    summary: 'shows the provider accounts of a scope and their keys; accepts or forgets an account',
    usage: ['[options]', '--accept [options]', '--forget KEY-ID [options]'],
    details: [
      'The command shows ids of keys, which are hashes. A new key in the secret belongs to the current account once a',
      'reconciliation with it finds a voice of that account. Until then, the key is waiting: voices are created and used as',
      'usual, but the records of the other account do not change. --accept makes the waiting account the current one. The',
      'voices of the former account keep their status and get the warning other_account. --forget marks the voices of an',
      'account whose key is not in use: the next reconciliation expires them without a call to the provider.',
    ],
    options: {
      accept: { type: 'boolean', description: 'make the account of the key in use the current one' },
      forget: { type: 'string', value: 'KEY-ID', description: 'expire the records of this key’s account' },
      ...scopeOption,
      ...jsonOption,
      ...deploymentOptions,
    },
    examples: [
      {
        command: 'voice admin account --stack VoiceDesign',
        description: 'shows the key in use and its account',
      },
      { command: 'voice admin account --accept', description: 'completes a planned move to another account' },
      {
        command: 'voice admin account --forget 3f9c0a41b7d2e865',
        description: 'expires the voices of a former account that was closed',
      },
    ],
  },
  async ({ values }, terminal) => {
    const scope = parseScope(values.scope);
    if (values.accept && values.forget !== undefined) {
      throw new UsageError('--accept and --forget cannot be combined');
    }
    const { findDeployment } = await import('../../deployment/find-deployment.ts');
    const { AccountItem } = await import('../../admin/account-item.ts');
    const item = AccountItem.of(await findDeployment(terminal, values), scope);
    if (values.accept) await item.accept(new Date());
    if (values.forget !== undefined) await item.forget(values.forget, new Date());
    const accounts = await item.read();
    if (values.json) terminal.printJson(accounts);
    else printAccounts(accounts, terminal);
    if (values.accept || values.forget !== undefined) {
      terminal.report('The next reconciliation updates the records. Start it with voice admin reconcile.');
    }
    return exitCodes.success;
  },
);

function printAccounts({ scope, seenAt, waitingSince, keys }: Accounts, terminal: Terminal): void {
  terminal.printLines(tableLines(keys, columns, terminal.columns));
  if (seenAt === null) terminal.report(`No reconciliation has used a key of the scope ${scope} yet.`);
  if (waitingSince !== null) terminal.report(`The key in use has been waiting since ${waitingSince}.`);
}

const columns: readonly Column<ProviderKey>[] = [
  { title: 'KEY', text: ({ keyId }) => keyId },
  { title: 'ACCOUNT', text: ({ account }) => account },
  { title: 'STATE', text: formatState },
  { title: 'VOICES', text: ({ voices }) => String(voices) },
  { title: 'FIRST USED', text: ({ firstUsedAt }) => firstUsedAt, hideRank: 1 },
];

function formatState({ isCurrent, isInForce, leftAt, forgottenAt }: ProviderKey): string {
  const account = isCurrent ? 'current' : forgottenAt ? 'forgotten' : leftAt ? 'left' : 'waiting';
  return isInForce ? `${account}, in use` : account;
}
