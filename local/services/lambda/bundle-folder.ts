import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import { UnsupportedResourceError } from '../../core/errors.ts';
import type { Resource } from '../../core/service.ts';

const manifest = z.object({
  files: z.record(
    z.string(),
    z.object({
      source: z.object({ path: z.string().optional(), packaging: z.string().optional() }),
      destinations: z.record(z.string(), z.object({ objectKey: z.string() })),
    }),
  ),
});
const s3Code = z.object({ Code: z.object({ S3Key: z.string() }) });

/**
 * Returns the folder of a function's code in the cloud assembly. It is in the resource's metadata, which the CDK CLI adds,
 * or else in the asset manifests, which name the source folder of an S3 key.
 * @throws UnsupportedResourceError for code that is not a folder of the assembly
 */
export function bundleFolder(resource: Resource, assemblyFolder: string): string {
  const named = resource.metadata['aws:asset:path'];
  const path = typeof named === 'string' ? named : assetPath(resource, assemblyFolder);
  if (path === undefined) {
    throw new UnsupportedResourceError(
      resource.logicalId,
      'Code',
      'only code from an asset of the assembly is supported',
    );
  }
  const folder = resolve(assemblyFolder, path);
  if (existsSync(folder)) return folder;
  throw new UnsupportedResourceError(
    resource.logicalId,
    'Code',
    `the bundle ${folder} does not exist; synthesize the app again`,
  );
}

function assetPath(resource: Resource, assemblyFolder: string): string | undefined {
  const code = s3Code.safeParse(resource.properties);
  if (!code.success) return undefined;
  const manifests = readdirSync(assemblyFolder).filter((name) => name.endsWith('.assets.json'));
  return manifests
    .flatMap((name) => Object.values(readManifest(join(assemblyFolder, name)).files))
    .find(
      ({ source, destinations }) =>
        source.packaging === 'zip' &&
        Object.values(destinations).some(({ objectKey }) => objectKey === code.data.Code.S3Key),
    )?.source.path;
}

function readManifest(file: string): z.output<typeof manifest> {
  return manifest.parse(JSON.parse(readFileSync(file, 'utf8')));
}
