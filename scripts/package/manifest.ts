import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

const rootManifest = z.object({
  version: z.string(),
  license: z.string(),
  dependencies: z.record(z.string(), z.string()),
});

/** Keywords of the packages for users of CosyVoice voices. */
export const commonKeywords = ['dashscope', 'voice-design', 'cosyvoice', 'text-to-speech'] as const;

/** The fields of a package's package.json in which the packages differ. */
export interface PackageFields {
  readonly name: string;
  readonly description: string;
  readonly keywords: readonly string[];
  /** The oldest Node that runs the package. */
  readonly node: string;
  readonly main?: string;
  readonly types?: string;
  readonly exports?: object;
  readonly bin?: Readonly<Record<string, string>>;
  /** The files of the tarball, without package.json, README.md and LICENSE. */
  readonly files: readonly string[];
  /** Names of the repository's own dependencies. */
  readonly dependencies?: readonly string[];
  readonly peerDependencies?: readonly string[];
}

/** The package.json of a package: version, licence and versions of dependencies are the repository's. */
export function manifestOf(root: string, fields: PackageFields): object {
  const { node, dependencies = [], peerDependencies = [], ...rest } = fields;
  const repository = repositoryManifest(root);
  const ranges = (names: readonly string[]) =>
    Object.fromEntries(names.map((name) => [name, `^${pinned(repository.dependencies, name)}`]));
  return {
    ...rest,
    version: repository.version,
    license: repository.license,
    type: 'module',
    sideEffects: false,
    engines: { node: `>=${node}` },
    ...(dependencies.length > 0 && { dependencies: ranges(dependencies) }),
    ...(peerDependencies.length > 0 && { peerDependencies: ranges(peerDependencies) }),
  };
}

export function repositoryManifest(root: string): z.infer<typeof rootManifest> {
  return rootManifest.parse(JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')));
}

function pinned(versions: Readonly<Record<string, string>>, name: string): string {
  const version = versions[name];
  if (version === undefined) throw new Error(`the repository does not depend on ${name}`);
  return version;
}
