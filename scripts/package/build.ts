import { packCli } from './cli.ts';
import { clientEntry, packClient } from './client.ts';
import { constructEntry, packConstruct } from './construct.ts';
import { emitDeclarations } from './declarations.ts';
import { packSimulator, simulatorEntry } from './simulator.ts';
import { openWorkspace, type Tarball, type Workspace } from './workspace.ts';

/** Builds every package into dist/, from an empty folder on. */
export async function buildPackages(root: string): Promise<{
  readonly workspace: Workspace;
  readonly tarballs: readonly Tarball[];
}> {
  const workspace = openWorkspace(root);
  emitDeclarations(root, workspace.build, [clientEntry, constructEntry, simulatorEntry]);
  const tarballs = [
    await packConstruct(workspace),
    packClient(workspace),
    await packCli(workspace),
    packSimulator(workspace),
  ];
  return { workspace, tarballs };
}
