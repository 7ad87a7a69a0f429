import {
  DeleteSecretCommand,
  DescribeSecretCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
  RestoreSecretCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { AwsJsonServer } from '../../../../local/http/aws-json-server.ts';
import { SecretsManagerService } from '../../../../local/services/secretsmanager/secrets-manager-service.ts';
import { access, credentials } from '../../../support/local-credentials.ts';
import { deploy } from '../support/resources.ts';
import { type TemporaryFolder, temporaryFolder } from '../support/temporary-folder.ts';

const day = 24 * 3600 * 1000;
const start = Date.parse('2026-01-01T00:00:00Z');
const SecretId = 'key';
const marked = {
  name: 'InvalidRequestException',
  message: "You can't perform this operation on the secret because it was marked for deletion.",
};
const missing = { name: 'ResourceNotFoundException' };

let folder: TemporaryFolder;
let server: AwsJsonServer;
let service: SecretsManagerService;
let client: SecretsManagerClient;
let now: number;

async function startService(): Promise<void> {
  service = new SecretsManagerService({
    stateFolder: folder.path,
    registry: server,
    clock: { now: () => now },
  });
  await service.start();
}
const deploySecret = (SecretString: string) =>
  deploy(service, 'Key', 'AWS::SecretsManager::Secret', { Name: SecretId, SecretString });
const remove = (input: object = {}) => client.send(new DeleteSecretCommand({ SecretId, ...input }));
const value = async () => (await client.send(new GetSecretValueCommand({ SecretId }))).SecretString;

beforeEach(async () => {
  now = start;
  folder = await temporaryFolder();
  server = new AwsJsonServer({ access });
  await server.start();
  await startService();
  await deploySecret('one');
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

describe('a secret that is scheduled for deletion', () => {
  it('cannot be read or changed, but described and restored', async () => {
    expect((await remove()).DeletionDate).toEqual(new Date(start + 30 * day));
    await expect(value()).rejects.toMatchObject(marked);
    await expect(
      client.send(new PutSecretValueCommand({ SecretId, SecretString: 'two' })),
    ).rejects.toMatchObject(marked);
    await expect(remove()).rejects.toMatchObject(marked);
    const { DeletedDate } = await client.send(new DescribeSecretCommand({ SecretId }));
    expect(DeletedDate).toEqual(new Date(start + 30 * day));
    await client.send(new RestoreSecretCommand({ SecretId }));
    expect(await value()).toBe('one');
  });

  it('is gone after its recovery window, also over a restart', async () => {
    await remove({ RecoveryWindowInDays: 7 });
    now = start + 7 * day - 1;
    await service.stop();
    await startService();
    await expect(value()).rejects.toMatchObject(marked);
    now += 1;
    await expect(value()).rejects.toMatchObject(missing);
    await expect(client.send(new RestoreSecretCommand({ SecretId }))).rejects.toMatchObject(missing);
  });

  it('stays so at a start with an unchanged template, and refuses another value', async () => {
    await remove();
    await deploySecret('one');
    await expect(value()).rejects.toMatchObject(marked);
    await expect(deploySecret('two')).rejects.toThrow(marked.message);
  });
});

describe('a secret that is deleted without recovery', () => {
  it('is gone at once, also if it was scheduled for deletion or does not exist', async () => {
    await remove();
    expect((await remove({ ForceDeleteWithoutRecovery: true })).DeletionDate).toEqual(new Date(start));
    await expect(value()).rejects.toMatchObject(missing);
    await remove({ ForceDeleteWithoutRecovery: true });
    await expect(remove()).rejects.toMatchObject(missing);
    await deploySecret('two');
    expect(await value()).toBe('two');
  });

  it.each([
    [
      { RecoveryWindowInDays: 6 },
      'The RecoveryWindowInDays value must be between 7 and 30 days (inclusive).',
    ],
    [
      { RecoveryWindowInDays: 31 },
      'The RecoveryWindowInDays value must be between 7 and 30 days (inclusive).',
    ],
    [
      { RecoveryWindowInDays: 7, ForceDeleteWithoutRecovery: true },
      "You can't use ForceDeleteWithoutRecovery in conjunction with RecoveryWindowInDays.",
    ],
  ])('is refused with %j', async (input, message) => {
    await expect(remove(input)).rejects.toMatchObject({ name: 'InvalidParameterException', message });
  });
});
