import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { cliPackage } from '../../scripts/package/cli.ts';
import { clientPackage } from '../../scripts/package/client.ts';
import { clientTypesText } from '../../scripts/package/client-types.ts';
import { constructPackage } from '../../scripts/package/construct.ts';
import { manifestOf, type PackageFields, repositoryManifest } from '../../scripts/package/manifest.ts';
import { simulatorPackage } from '../../scripts/package/simulator.ts';

const packages: readonly PackageFields[] = [constructPackage, clientPackage, cliPackage, simulatorPackage];
const repository = repositoryManifest(process.cwd());

/** Names of the packages that the sources of a folder import. */
function importedPackages(folder: string): string[] {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.ts'),
  );
  const names = files.flatMap((file) =>
    [...readFileSync(join(folder, file), 'utf8').matchAll(/\bfrom '((?:@[\w-]+\/)?[\w-]+)/g)].map(
      ([, name = '']) => name,
    ),
  );
  return [...new Set(names)].filter((name) => name !== 'node').sort();
}

describe.each(packages)('$name', (fields) => {
  it('has the version and the licence of the repository, and ranges of its pinned packages', () => {
    const { dependencies = [], peerDependencies = [] } = fields;
    const ranges = (names: readonly string[]) =>
      names.length === 0
        ? {}
        : Object.fromEntries(names.map((name) => [name, `^${repository.dependencies[name]}`]));
    expect(manifestOf(process.cwd(), fields)).toMatchObject({
      version: repository.version,
      license: 'Apache-2.0',
      type: 'module',
      engines: { node: `>=${fields.node}` },
      files: fields.files,
      exports: expect.anything(),
      ...(dependencies.length > 0 && { dependencies: ranges(dependencies) }),
      ...(peerDependencies.length > 0 && { peerDependencies: ranges(peerDependencies) }),
    });
  });

  it('has an API report if it has an API', () => {
    expect(existsSync(`docs/api/${fields.name}.api.md`)).toBe(fields.types !== undefined);
  });
});

describe('the dependencies of a package', () => {
  it.each([
    ['cli', cliPackage.dependencies, ['zod']],
    ['simulator', simulatorPackage.dependencies, []],
    ['client', [], []],
  ])(
    'are the packages that %s/ imports, except for those that its code includes',
    (folder, listed, included) => {
      expect([...listed, ...included].sort()).toEqual(importedPackages(folder));
    },
  );
});

describe('the published types of the client', () => {
  it('are one declaration for each type that client/types.ts exports and the package needs', () => {
    const declared = [...clientTypesText().matchAll(/^export (?:interface|type) (\w+)/gm)].map(
      ([, name]) => name,
    );
    const exported = [...readFileSync('client/types.ts', 'utf8').matchAll(/(\w+)(?=,| \})/g)].map(
      ([, name]) => name,
    );
    // The CLI alone needs the type of a stored API key.
    expect(exported.filter((name) => name !== 'ApiKey').sort()).toEqual(declared.sort());
  });

  it('import nothing', () => {
    expect(clientTypesText()).not.toMatch(/\bimport\b\s*[({'"]|\bfrom '/);
  });
});

describe('CHANGELOG.md', () => {
  const lines = readFileSync('CHANGELOG.md', 'utf8').split('\n');

  it('has the form of Keep a Changelog', () => {
    const [first, ...releases] = lines.filter((line) => line.startsWith('## '));
    expect(first).toBe('## [Unreleased]');
    for (const release of releases) expect(release).toMatch(/^## \[\d+\.\d+\.\d+\] - \d{4}-\d{2}-\d{2}$/);
    for (const kind of lines.filter((line) => line.startsWith('### '))) {
      expect(kind).toMatch(/^### (Added|Changed|Deprecated|Removed|Fixed|Security)$/);
    }
  });

  it('has no release that is newer than the packages', () => {
    const [newest] = lines.flatMap((line) => /^## \[(\d+\.\d+\.\d+)\]/.exec(line)?.[1] ?? []);
    expect([undefined, repository.version]).toContain(newest);
  });
});
