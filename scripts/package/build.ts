import { clientEntry, packClient } from './client.ts';
import { emitDeclarations } from './declarations.ts';
import { openWorkspace, type Tarball, type Workspace } from './workspace.ts';

/** Builds every package into dist/, from an empty folder on. */
export function buildPackages(root: string): {
  readonly workspace: Workspace;
  readonly tarballs: readonly Tarball[];
} {
  const workspace = openWorkspace(root);
  emitDeclarations(root, workspace.build, [clientEntry]);
  return { workspace, tarballs: [packClient(workspace)] };
}
