import { accountCommand } from './commands/admin/account.ts';
import { policyCommand } from './commands/admin/policy.ts';
import { probeCommand } from './commands/admin/probe.ts';
import { purgeCommand } from './commands/admin/purge.ts';
import { reconcileCommand } from './commands/admin/reconcile.ts';
import { redriveCommand } from './commands/admin/redrive.ts';
import { restoreItemsCommand } from './commands/admin/restore-items.ts';
import { switchCommand } from './commands/admin/switch.ts';
import { getAliasCommand } from './commands/aliases/get.ts';
import { listAliasesCommand } from './commands/aliases/list.ts';
import { remakeAliasCommand } from './commands/aliases/remake.ts';
import { removeAliasCommand } from './commands/aliases/remove.ts';
import { setAliasCommand } from './commands/aliases/set.ts';
import { applyCommand } from './commands/apply.ts';
import { cancelAuditionCommand } from './commands/auditions/cancel.ts';
import { chooseCandidateCommand } from './commands/auditions/choose.ts';
import { createAuditionCommand } from './commands/auditions/create.ts';
import { getAuditionCommand } from './commands/auditions/get.ts';
import { listAuditionsCommand } from './commands/auditions/list.ts';
import { capacityCommand } from './commands/capacity.ts';
import { completionCommand } from './commands/completion.ts';
import { createCommand } from './commands/create.ts';
import { deleteCommand } from './commands/delete.ts';
import { doctorCommand } from './commands/doctor.ts';
import { exportCommand } from './commands/export.ts';
import { getCommand } from './commands/get.ts';
import { importCommand } from './commands/import.ts';
import { keyCommand } from './commands/key.ts';
import { createKeyCommand } from './commands/keys/create.ts';
import { listKeysCommand } from './commands/keys/list.ts';
import { revokeKeyCommand } from './commands/keys/revoke.ts';
import { listCommand } from './commands/list.ts';
import { previewCommand } from './commands/preview.ts';
import { restoreCommand } from './commands/restore.ts';
import { statusCommand } from './commands/status.ts';
import { watchCommand } from './commands/watch.ts';
import type { Command } from './core/define-command.ts';

/** All commands, in the order of the help. */
export const commands: readonly Command[] = [
  createCommand,
  listCommand,
  getCommand,
  previewCommand,
  deleteCommand,
  restoreCommand,
  watchCommand,
  createAuditionCommand,
  listAuditionsCommand,
  getAuditionCommand,
  chooseCandidateCommand,
  cancelAuditionCommand,
  setAliasCommand,
  getAliasCommand,
  listAliasesCommand,
  removeAliasCommand,
  remakeAliasCommand,
  importCommand,
  applyCommand,
  exportCommand,
  keyCommand,
  statusCommand,
  capacityCommand,
  doctorCommand,
  createKeyCommand,
  listKeysCommand,
  revokeKeyCommand,
  purgeCommand,
  reconcileCommand,
  accountCommand,
  probeCommand,
  redriveCommand,
  restoreItemsCommand,
  switchCommand,
  policyCommand,
  completionCommand(() => commands),
];

/** Returns the command that the words start with, and the words after its name. */
export function findCommand(
  words: readonly string[],
): { readonly command: Command; readonly rest: readonly string[] } | null {
  for (const length of [2, 1]) {
    const name = words.slice(0, length).join(' ');
    const command = commands.find((each) => each.name === name && words.length >= length);
    if (command) return { command, rest: words.slice(length) };
  }
  return null;
}
