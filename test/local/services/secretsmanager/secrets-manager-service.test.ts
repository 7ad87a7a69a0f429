import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import {
  DescribeSecretCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
  UpdateSecretVersionStageCommand,
} from '@aws-sdk/client-secrets-manager';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { AwsJsonServer } from '../../../../local/http/aws-json-server.ts';
import { SecretsManagerService } from '../../../../local/services/secretsmanager/secrets-manager-service.ts';
import { access, credentials } from '../../../support/local-credentials.ts';
import { deploy } from '../support/resources.ts';
import { type TemporaryFolder, temporaryFolder } from '../support/temporary-folder.ts';

describe('the local Secrets Manager', () => {
  let folder: TemporaryFolder;
  let server: AwsJsonServer;
  let service: SecretsManagerService;
  let client: SecretsManagerClient;

  const start = async (overrides?: Readonly<Record<string, string>>) => {
    service = new SecretsManagerService({ stateFolder: folder.path, registry: server, overrides });
    await service.start();
  };

  beforeEach(async () => {
    folder = await temporaryFolder();
    server = new AwsJsonServer({ access });
    await server.start();
    await start();
    client = new SecretsManagerClient({
      endpoint: server.url,
      region: 'us-east-1',
      credentials,
      maxAttempts: 1,
    });
  });
  afterEach(async () => {
    client.destroy();
    await service.stop();
    await server.stop();
    await folder.remove();
  });

  const secret = (properties: Readonly<Record<string, unknown>>, logicalId = 'ProviderSecretA1B2C3') =>
    deploy(service, logicalId, 'AWS::SecretsManager::Secret', properties);
  const value = async (SecretId: string, which: { VersionId?: string; VersionStage?: string } = {}) =>
    (await client.send(new GetSecretValueCommand({ SecretId, ...which }))).SecretString;
  const put = (SecretId: string, SecretString: string, ClientRequestToken?: string) =>
    client.send(new PutSecretValueCommand({ SecretId, SecretString, ClientRequestToken }));

  it('returns the value of the template by ARN and by name, and stores it in a file that only its owner can read', async () => {
    const { ref } = await secret({ SecretString: '{"mainland":{}}' });
    expect(await value(ref)).toBe('{"mainland":{}}');
    expect(await value('Stack-ProviderSecretA1B2C3')).toBe('{"mainland":{}}');
    expect((await stat(join(folder.path, 'secrets.json'))).mode & 0o777).toBe(0o600);
  });

  it('keeps the previous value under AWSPREVIOUS', async () => {
    const { ref } = await secret({ SecretString: 'one' });
    const { VersionId } = await put(ref, 'two');
    expect(await value(ref)).toBe('two');
    expect(await value(ref, { VersionStage: 'AWSPREVIOUS' })).toBe('one');
    expect(await value(ref, { VersionId })).toBe('two');
    await put(ref, 'three');
    expect(await value(ref, { VersionStage: 'AWSPREVIOUS' })).toBe('two');
    const { VersionIdsToStages } = await client.send(new DescribeSecretCommand({ SecretId: ref }));
    expect(Object.values(VersionIdsToStages ?? {}).toSorted()).toEqual([['AWSCURRENT'], ['AWSPREVIOUS']]);
  });

  it('accepts a value of 64 KiB and refuses a longer one, counted in bytes', async () => {
    const { ref } = await secret({ SecretString: 'one' });
    await put(ref, 'é'.repeat(32_768));
    await expect(put(ref, `${'é'.repeat(32_768)}x`)).rejects.toMatchObject({
      name: 'ValidationException',
      message:
        "1 validation error detected: Value at 'secretString' failed to satisfy constraint: Member must have length less than or equal to 65536",
    });
  });

  it('puts a value once for a token, and refuses another value with the same token', async () => {
    const { ref } = await secret({ SecretString: 'one' });
    const token = 'a3a3a3a3-0000-4000-8000-000000000000';
    await put(ref, 'two', token);
    await put(ref, 'two', token);
    expect(await value(ref, { VersionStage: 'AWSPREVIOUS' })).toBe('one');
    await expect(put(ref, 'three', token)).rejects.toMatchObject({ name: 'ResourceExistsException' });
  });

  it('moves a label only from the version that the caller names', async () => {
    const { ref } = await secret({ SecretString: 'one' });
    const { VersionId: one } = await client.send(new GetSecretValueCommand({ SecretId: ref }));
    const putLabelled = async (SecretString: string, stage: string) =>
      (await client.send(new PutSecretValueCommand({ SecretId: ref, SecretString, VersionStages: [stage] })))
        .VersionId;
    const move = (VersionStage: string, MoveToVersionId?: string, RemoveFromVersionId?: string) =>
      client.send(
        new UpdateSecretVersionStageCommand({
          SecretId: ref,
          VersionStage,
          MoveToVersionId,
          RemoveFromVersionId,
        }),
      );
    const [two, three] = [await putLabelled('two', 'mine'), await putLabelled('three', 'yours')];
    expect(await value(ref)).toBe('one');
    await move('AWSCURRENT', two, one);
    expect(await value(ref)).toBe('two');
    expect(await value(ref, { VersionStage: 'AWSPREVIOUS' })).toBe('one');
    for (const from of [one, undefined]) {
      await expect(move('AWSCURRENT', three, from)).rejects.toMatchObject({
        name: 'InvalidParameterException',
      });
    }
    await expect(move('AWSCURRENT', 'a'.repeat(32), two)).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    });
    await move('mine', undefined, two);
    await expect(value(ref, { VersionStage: 'mine' })).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    });
    expect(await value(ref)).toBe('two');
  });

  it("keeps a client's value over a restart until the template's value changes", async () => {
    const { ref } = await secret({ SecretString: 'template' });
    await put(ref, 'by hand');
    await start();
    await secret({ SecretString: 'template' });
    expect(await value(ref)).toBe('by hand');
    await secret({ SecretString: 'new template' });
    expect(await value(ref)).toBe('new template');
  });

  it("uses the override of a logical id instead of the template's value", async () => {
    await start({ ProviderSecretA1B2C3: 'from the runner' });
    const { ref } = await secret({ SecretString: '{}' });
    const { ref: other } = await secret({ SecretString: '{}' }, 'ApiKeys');
    expect(await value(ref)).toBe('from the runner');
    expect(await value(other)).toBe('{}');
  });

  it('generates a value once, following the rules', async () => {
    const properties = {
      GenerateSecretString: {
        SecretStringTemplate: '{"user":"x"}',
        GenerateStringKey: 'password',
        PasswordLength: 20,
        ExcludePunctuation: true,
        ExcludeCharacters: 'abc',
      },
    };
    const { ref } = await secret(properties);
    const first = await value(ref);
    expect(JSON.parse(first ?? '')).toEqual({
      user: 'x',
      password: expect.stringMatching(/^[d-zA-Z0-9]{20}$/),
    });
    await start();
    await secret(properties);
    expect(await value(ref)).toBe(first);
  });

  it.each([
    ['secret', 'missing', {}],
    ['version', 'Stack-ProviderSecretA1B2C3', { VersionId: 'a3a3a3a3-0000-4000-8000-00000000000f' }],
    ['stage', 'Stack-ProviderSecretA1B2C3', { VersionStage: 'AWSPENDING' }],
  ])('reports a missing %s', async (_item, id, which) => {
    await secret({ SecretString: 'x' });
    await expect(value(id, which)).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  });
});
