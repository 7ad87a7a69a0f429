import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { AwsError } from '../../core/aws-error.ts';
import { type Clock, systemClock } from '../../core/clock.ts';
import { StateMismatchError } from '../../core/errors.ts';
import { Identities, physicalName, refuseComputedName } from '../../core/identities.ts';
import { ignoredReasons } from '../../core/ignored-reasons.ts';
import { parseInput } from '../../core/operation-input.ts';
import type { AccessRules, OperationRegistry } from '../../core/ports.ts';
import { readProperties, refusalsOfReader } from '../../core/resource-properties.ts';
import type {
  Declaration,
  Identity,
  LocalService,
  Refusal,
  Resource,
  ResourceSupport,
} from '../../core/service.ts';
import { checkedOperations } from '../../models/operation-checks.ts';
import { generate, generatedParts, generateSecretString } from './generate-secret-string.ts';
import { secretArn, secretName } from './secret-arn.ts';
import { markedForDeletion, readDeletion, refuseDeleted } from './secret-deletion.ts';
import { SecretStore, type StoredSecret } from './secret-store.ts';
import { withLabelAt, withVersion } from './secret-versions.ts';

export interface SecretsManagerOptions {
  readonly stateFolder: string;
  readonly registry: OperationRegistry;
  /** Values that replace those of the template, by logical id. */
  readonly overrides?: Readonly<Record<string, string>>;
  readonly clock?: Pick<Clock, 'now'>;
}

const secretSupport: ResourceSupport = {
  supported: [...generatedParts.map((part) => `GenerateSecretString.${part}`), 'Name', 'SecretString'],
  ignored: {
    Description: ignoredReasons.description,
    KmsKeyId: 'the local file is not encrypted, but only its owner can read it',
    ReplicaRegions: 'the local stack runs in one region',
    Tags: ignoredReasons.tags,
  },
};

const secretProperties = z
  .object({ SecretString: z.string().optional(), GenerateSecretString: generateSecretString.optional() })
  .refine((one) => one.SecretString === undefined || one.GenerateSecretString === undefined, {
    error: 'a secret has either a value or rules to generate one',
    path: ['GenerateSecretString'],
  });
const byId = z.object({ SecretId: z.string() });
const getInput = byId.extend({ VersionId: z.string().optional(), VersionStage: z.string().optional() });
const putInput = byId.extend({
  SecretString: z.string(),
  ClientRequestToken: z.string().optional(),
  VersionStages: z.array(z.string()).min(1).default(['AWSCURRENT']),
});

const stageInput = byId.extend({
  VersionStage: z.string(),
  MoveToVersionId: z.string().optional(),
  RemoveFromVersionId: z.string().optional(),
});

/**
 * The model counts characters, the quota bytes.
 * https://docs.aws.amazon.com/secretsmanager/latest/userguide/reference_limits.html
 */
const maxSecretBytes = 65_536;

const invalidParameter = 'InvalidParameterException';

/** https://docs.aws.amazon.com/service-authorization/latest/reference/list_awssecretsmanager.html */
function secretsRules(operations: readonly string[]): AccessRules {
  return Object.fromEntries(
    operations.map((operation) => [
      operation,
      (input) => {
        const { SecretId } = parseInput(byId, input, invalidParameter);
        return [{ action: `secretsmanager:${operation}`, resource: secretArn(secretName(SecretId)) }];
      },
    ]),
  );
}

/**
 * Secrets Manager: values in a file of mode 0600, with AWSCURRENT and AWSPREVIOUS. A value that a client puts is kept over
 * restarts until the value of the template or of the override changes. It has no rotation and no binary values.
 */
export class SecretsManagerService implements LocalService {
  readonly name = 'secretsmanager';
  readonly resources = { 'AWS::SecretsManager::Secret': secretSupport };
  readonly #options: SecretsManagerOptions;
  readonly #identities = new Identities();
  #store: SecretStore | undefined;

  constructor(options: SecretsManagerOptions) {
    this.#options = options;
  }

  async start(): Promise<void> {
    this.#store = new SecretStore(this.#options.stateFolder);
    const operations = checkedOperations('secretsmanager', {
      GetSecretValue: async (input) => this.#getSecretValue(input),
      PutSecretValue: async (input) => this.#putSecretValue(input),
      DescribeSecret: async (input) => this.#describeSecret(input),
      UpdateSecretVersionStage: async (input) => this.#updateSecretVersionStage(input),
      DeleteSecret: async (input) => this.#deleteSecret(input),
      RestoreSecret: async (input) => this.#restoreSecret(input),
    });
    this.#options.registry.serve('secretsmanager', operations, secretsRules(Object.keys(operations)));
  }

  identify(declaration: Declaration): Identity {
    const arn = secretArn(physicalName(declaration, 'Name', 512));
    return this.#identities.set(declaration, { ref: arn, attributes: { Id: arn } });
  }

  findRefusals(resource: Resource): readonly Refusal[] {
    return refusalsOfReader(() => readProperties(resource, secretProperties));
  }

  async deploy(resource: Resource): Promise<void> {
    const name = secretName(this.#identities.get(resource).ref);
    refuseComputedName(resource, 'Name', name);
    const properties = readProperties(resource, secretProperties);
    const existing = this.#stored(name);
    const deployedValue = this.#options.overrides?.[resource.logicalId] ?? properties.SecretString;
    if (existing !== undefined && existing.deployedValue === deployedValue) return;
    if (existing?.deletionDate !== undefined) {
      throw new StateMismatchError(resource.logicalId, `${name}: ${markedForDeletion}`);
    }
    const value =
      deployedValue ?? generate(properties.GenerateSecretString ?? generateSecretString.parse({}));
    const secret = existing ?? { name, createdAt: Date.now(), versions: [] };
    const version = { versionId: randomUUID(), secretString: value, stages: ['AWSCURRENT'] };
    this.#started().put({ ...withVersion(secret, version), deployedValue });
  }

  /**
   * Deletes a secret without a recovery window, as CloudFormation does.
   * https://github.com/aws-cloudformation/cloudformation-coverage-roadmap/issues/1999
   */
  async remove(_type: string, arn: string): Promise<undefined> {
    this.#started().remove(secretName(arn));
    return undefined;
  }

  async stop(): Promise<void> {
    this.#store = undefined;
  }

  #now(): number {
    return (this.#options.clock ?? systemClock).now();
  }

  #started(): SecretStore {
    if (this.#store === undefined) throw new Error('Secrets Manager has not been started.');
    return this.#store;
  }

  /** Returns a secret whose recovery window has not ended. */
  #stored(name: string): StoredSecret | undefined {
    const secret = this.#started().get(name);
    if (secret?.deletionDate === undefined || secret.deletionDate > this.#now()) return secret;
    this.#started().remove(name);
    return undefined;
  }

  #find(secretId: string): StoredSecret {
    const secret = this.#stored(secretName(secretId));
    if (secret === undefined) {
      throw new AwsError('ResourceNotFoundException', "Secrets Manager can't find the specified secret.");
    }
    return secret;
  }

  /** @throws AwsError also for a secret that is scheduled for deletion */
  #findUsable(secretId: string): StoredSecret {
    const secret = this.#find(secretId);
    refuseDeleted(secret);
    return secret;
  }

  #deleteSecret(input: unknown): unknown {
    const { secretId, isForced, date } = readDeletion(input, this.#now());
    const name = secretName(secretId);
    const answer = { ARN: secretArn(name), Name: name, DeletionDate: date / 1000 };
    if (isForced) {
      // A secret that does not exist is no error: https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_DeleteSecret.html
      if (this.#stored(name) !== undefined) this.#started().remove(name);
      return answer;
    }
    this.#started().put({ ...this.#findUsable(secretId), deletionDate: date });
    return answer;
  }

  #restoreSecret(input: unknown): unknown {
    const { deletionDate: _date, ...secret } = this.#find(parseInput(byId, input, invalidParameter).SecretId);
    this.#started().put(secret);
    return { ARN: secretArn(secret.name), Name: secret.name };
  }

  #getSecretValue(input: unknown): unknown {
    const { SecretId, VersionId, VersionStage } = parseInput(getInput, input, invalidParameter);
    const secret = this.#findUsable(SecretId);
    const stage = VersionStage ?? (VersionId === undefined ? 'AWSCURRENT' : undefined);
    const found = secret.versions.find(
      (version) =>
        (VersionId === undefined || version.versionId === VersionId) &&
        (stage === undefined || version.stages.includes(stage)),
    );
    if (found === undefined) {
      throw new AwsError(
        'ResourceNotFoundException',
        `Secrets Manager can't find the specified secret value for ${VersionId === undefined ? `staging label: ${stage}` : `VersionId: ${VersionId}`}`,
      );
    }
    return {
      ARN: secretArn(secret.name),
      Name: secret.name,
      VersionId: found.versionId,
      SecretString: found.secretString,
      VersionStages: found.stages,
      CreatedDate: found.createdAt / 1000,
    };
  }

  #putSecretValue(input: unknown): unknown {
    const { SecretId, SecretString, ClientRequestToken, VersionStages } = parseInput(
      putInput,
      input,
      invalidParameter,
    );
    if (Buffer.byteLength(SecretString) > maxSecretBytes) {
      const reason = `Member must have length less than or equal to ${maxSecretBytes}`;
      const message = `1 validation error detected: Value at 'secretString' failed to satisfy constraint: ${reason}`;
      throw new AwsError('ValidationException', message);
    }
    const secret = this.#findUsable(SecretId);
    const versionId = ClientRequestToken ?? randomUUID();
    const existing = secret.versions.find((version) => version.versionId === versionId);
    if (existing !== undefined && existing.secretString !== SecretString) {
      throw new AwsError(
        'ResourceExistsException',
        'A version with this token and another value already exists.',
      );
    }
    if (existing === undefined) {
      const version = { versionId, secretString: SecretString, stages: VersionStages };
      this.#started().put(withVersion(secret, version));
    }
    return { ARN: secretArn(secret.name), Name: secret.name, VersionId: versionId, VersionStages };
  }

  /** Moves a label only from the version that the caller names, which makes it a conditional change. */
  #updateSecretVersionStage(input: unknown): unknown {
    const {
      SecretId,
      VersionStage: stage,
      MoveToVersionId,
      RemoveFromVersionId,
    } = parseInput(stageInput, input, invalidParameter);
    const secret = this.#findUsable(SecretId);
    const target = secret.versions.find(({ versionId }) => versionId === MoveToVersionId);
    if (MoveToVersionId !== undefined && target === undefined) {
      throw new AwsError('ResourceNotFoundException', "Secrets Manager can't find the specified version.");
    }
    const holder = secret.versions.find(({ stages }) => stages.includes(stage))?.versionId;
    const unchanged = holder === MoveToVersionId && RemoveFromVersionId === undefined;
    if (!unchanged && holder !== RemoveFromVersionId) {
      throw new AwsError(
        'InvalidParameterException',
        `The label ${stage} is attached to ${holder ?? 'no version'}. RemoveFromVersionId must name that version.`,
      );
    }
    const changed = withLabelAt(secret, stage, MoveToVersionId);
    this.#started().put(
      stage === 'AWSCURRENT' && !unchanged ? withLabelAt(changed, 'AWSPREVIOUS', holder) : changed,
    );
    return { ARN: secretArn(secret.name), Name: secret.name };
  }

  #describeSecret(input: unknown): unknown {
    const secret = this.#find(parseInput(byId, input, invalidParameter).SecretId);
    return {
      ARN: secretArn(secret.name),
      Name: secret.name,
      CreatedDate: secret.createdAt / 1000,
      ...(secret.deletionDate === undefined ? {} : { DeletedDate: secret.deletionDate / 1000 }),
      LastChangedDate: Math.max(...secret.versions.map((version) => version.createdAt)) / 1000,
      VersionIdsToStages: Object.fromEntries(
        secret.versions
          .filter(({ stages }) => stages.length > 0)
          .map((version) => [version.versionId, version.stages]),
      ),
    };
  }
}
