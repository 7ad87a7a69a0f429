import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Resource } from '../../../../local/core/service.ts';
import { bundleFolder } from '../../../../local/services/lambda/bundle-folder.ts';
import { type TemporaryFolder, temporaryFolder } from '../support/temporary-folder.ts';

describe("the folder of a function's bundle", () => {
  let assembly: TemporaryFolder;

  beforeEach(async () => {
    assembly = await temporaryFolder();
    await mkdir(join(assembly.path, 'asset.abc'));
    const file = (path: string, packaging: string, objectKey: string) => ({
      source: { path, packaging },
      destinations: { current: { bucketName: 'assets', objectKey } },
    });
    await writeFile(
      join(assembly.path, 'Stack.assets.json'),
      JSON.stringify({
        version: '54.0.0',
        files: {
          abc: file('asset.abc', 'zip', 'abc.zip'),
          gone: file('asset.gone', 'zip', 'gone.zip'),
          template: file('Stack.template.json', 'file', 'template.json'),
        },
      }),
    );
  });
  afterEach(() => assembly.remove());

  const bundle = (Code: object, metadata: Resource['metadata'] = {}) =>
    bundleFolder(
      { logicalId: 'Function', type: 'AWS::Lambda::Function', properties: { Code }, metadata },
      assembly.path,
    );

  it("is taken from the CDK's metadata", () => {
    expect(bundle({}, { 'aws:asset:path': 'asset.abc' })).toBe(join(assembly.path, 'asset.abc'));
  });

  it('is found by its S3 key without metadata', () => {
    expect(bundle({ S3Bucket: 'assets', S3Key: 'abc.zip' })).toBe(join(assembly.path, 'asset.abc'));
  });

  it.each([
    [{ ZipFile: 'code' }],
    [{ S3Key: 'other.zip' }],
    [{ S3Key: 'template.json' }],
    [{ S3Key: 'gone.zip' }],
  ])('is unknown for code outside the assembly: %j', (code) => {
    expect(() => bundle(code)).toThrow(/^Function: Code: /);
  });
});
