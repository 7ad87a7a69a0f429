import type { Accounts, KeyOfAccount } from '../../admin/account-item.ts';
import { command, oneOf } from '../../command/command.ts';
import { jsonOption } from '../../deployment/connect.ts';
import { deploymentOptions } from '../../deployment/options.ts';
import { exitCodes } from '../../errors/exit-codes.ts';
import { UsageError } from '../../errors/usage-error.ts';
import { type Column, tableLines } from '../../output/table.ts';
import type { Terminal } from '../../output/terminal.ts';
import { scopes } from '../../output/voice-text.ts';

const scopeByDefault = 'mainland';

export const accountCommand = command(
  {
    name: 'admin account',
    summary: 'shows the provider accounts of a scope and their keys; decides about an account that waits',
    usage: ['[options]', '--accept [options]', '--forget KEY-ID [options]'],
    details: [
      'Keys are shown by their ids, which are hashes. A key that the secret holds anew belongs to the current account once',
      'a reconciliation with it sees a voice of that account; until then it waits. While it waits, voices are made and used',
      'as usual, and nothing is concluded about the voices of the other account. --accept makes the waiting account the',
      'current one: the voices of the former keep their status, with the warning other_account. --forget gives up the',
      'voices of an account whose key is not in use: the next reconciliation expires them, without a call to the provider.',
    ],
    options: {
      accept: { type: 'boolean', says: 'make the account of the key in use the current one' },
      forget: { type: 'string', value: 'KEY-ID', says: 'expire the records of this key’s account' },
      scope: {
        type: 'string',
        value: 'SCOPE',
        choices: scopes,
        says: `${scopes.join(', ')} (${scopeByDefault})`,
      },
      ...jsonOption,
      ...deploymentOptions,
    },
    examples: [
      { command: 'voice admin account --stack VoiceDesign', says: 'which key is in use, and whose it is' },
      { command: 'voice admin account --accept', says: 'after an intended move to another account' },
      {
        command: 'voice admin account --forget 3f9c0a41b7d2e865',
        says: 'after the former account was closed',
      },
    ],
  },
  async ({ values }, terminal) => {
    const scope = oneOf('scope', values.scope, scopes) ?? scopeByDefault;
    if (values.accept && values.forget !== undefined) {
      throw new UsageError('--accept and --forget are two decisions: one at a time');
    }
    const { deployment } = await import('../../deployment/deployment.ts');
    const { AccountItem } = await import('../../admin/account-item.ts');
    const item = AccountItem.of(await deployment(terminal, values), scope);
    if (values.accept) await item.accept(new Date());
    if (values.forget !== undefined) await item.forget(values.forget, new Date());
    const accounts = await item.read();
    if (values.json) terminal.printJson(accounts);
    else show(accounts, terminal);
    if (values.accept || values.forget !== undefined) {
      terminal.tell('The next reconciliation writes it to the records: voice admin reconcile');
    }
    return exitCodes.done;
  },
);

function show({ scope, seenAt, waitingSince, keys }: Accounts, terminal: Terminal): void {
  for (const line of tableLines(keys, columns, terminal.columns)) terminal.print(line);
  if (seenAt === null) terminal.tell(`No reconciliation has used a key of the scope ${scope} yet.`);
  if (waitingSince !== null) terminal.tell(`The key in use has waited since ${waitingSince}.`);
}

const columns: readonly Column<KeyOfAccount>[] = [
  { title: 'KEY', text: ({ keyId }) => keyId },
  { title: 'ACCOUNT', text: ({ account }) => account },
  { title: 'STATE', text: stateOf },
  { title: 'VOICES', text: ({ voices }) => String(voices) },
  { title: 'FIRST USED', text: ({ firstUsedAt }) => firstUsedAt, hides: 1 },
];

function stateOf({ isCurrent, isInForce, leftAt, forgottenAt }: KeyOfAccount): string {
  const account = isCurrent ? 'current' : forgottenAt ? 'forgotten' : leftAt ? 'left' : 'waiting';
  return isInForce ? `${account}, in use` : account;
}
