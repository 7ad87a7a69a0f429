import { createHash, randomUUID } from 'node:crypto';
import { z } from 'zod';
import { accountId, partition, region } from '../../core/aws-account.ts';
import { AwsError } from '../../core/aws-error.ts';
import { Identities, physicalName, refuseComputedName } from '../../core/identities.ts';
import type { OperationRegistry } from '../../core/ports.ts';
import { readProperties } from '../../core/resource-properties.ts';
import type { Declaration, Identity, LocalService, Resource, ResourceSupport } from '../../core/service.ts';
import { generate, generateSecretString } from './generate-secret-string.ts';
import { SecretStore, type SecretVersion, type StoredSecret } from './secret-store.ts';

export interface SecretsManagerOptions {
  readonly stateFolder: string;
  readonly registry: OperationRegistry;
  /**
   * Values the runner sets instead of the template's, by logical id or by the beginning of one (CDK appends a hash to a
   * construct's path).
   */
  readonly overrides?: Readonly<Record<string, string>>;
}

const secretSupport: ResourceSupport = {
  supported: ['GenerateSecretString', 'Name', 'SecretString'],
  ignored: {
    Description: 'a text for people',
    KmsKeyId: "the file is its owner's alone, and not encrypted",
    ReplicaRegions: 'there is one laptop',
    Tags: 'labels for AWS accounts',
  },
};

const secretProperties = z.object({
  SecretString: z.string().optional(),
  GenerateSecretString: generateSecretString.optional(),
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
 * Secrets Manager: values in a file of mode 0600, with AWSCURRENT and AWSPREVIOUS. A value put by hand stays over
 * restarts, until the template's (or the runner's) own value changes. No rotation, no binary values, no deletion.
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
    this.#options.registry.serve('secretsmanager', {
      GetSecretValue: async (input) => this.#getSecretValue(input),
      PutSecretValue: async (input) => this.#putSecretValue(input),
      DescribeSecret: async (input) => this.#describeSecret(input),
      UpdateSecretVersionStage: async (input) => this.#updateSecretVersionStage(input),
    });
  }

  identify(declaration: Declaration): Identity {
    const arn = arnOf(physicalName(declaration, 'Name', 512));
    return this.#identities.set(declaration, { ref: arn, attributes: { Id: arn } });
  }

  async deploy(resource: Resource): Promise<void> {
    const name = nameOf(this.#identities.get(resource).ref);
    refuseComputedName(resource, 'Name', name);
    const properties = readProperties(resource, secretProperties);
    const existing = this.#started().get(name);
    const deployedValue = this.#override(resource.logicalId) ?? properties.SecretString;
    if (existing !== undefined && existing.deployedValue === deployedValue) return;
    const value =
      deployedValue ?? generate(properties.GenerateSecretString ?? generateSecretString.parse({}));
    const secret = existing ?? { name, createdAt: Date.now(), versions: [] };
    this.#started().put({ ...withVersion(secret, randomUUID(), value, ['AWSCURRENT']), deployedValue });
  }

  async stop(): Promise<void> {
    this.#store = undefined;
  }

  #started(): SecretStore {
    if (this.#store === undefined) throw new Error('Secrets Manager has not been started.');
    return this.#store;
  }

  #override(logicalId: string): string | undefined {
    const overrides = this.#options.overrides ?? {};
    const prefix = Object.keys(overrides)
      .filter((name) => logicalId.startsWith(name))
      .toSorted((a, b) => b.length - a.length)[0];
    return prefix === undefined ? undefined : overrides[prefix];
  }

  #find(secretId: string): StoredSecret {
    const secret = this.#started().get(nameOf(secretId));
    if (secret === undefined) {
      throw new AwsError('ResourceNotFoundException', "Secrets Manager can't find the specified secret.");
    }
    return secret;
  }

  #getSecretValue(input: unknown): unknown {
    const { SecretId, VersionId, VersionStage } = parse(getInput, input);
    const secret = this.#find(SecretId);
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
      ARN: arnOf(secret.name),
      Name: secret.name,
      VersionId: found.versionId,
      SecretString: found.secretString,
      VersionStages: found.stages,
      CreatedDate: found.createdAt / 1000,
    };
  }

  #putSecretValue(input: unknown): unknown {
    const { SecretId, SecretString, ClientRequestToken, VersionStages } = parse(putInput, input);
    const secret = this.#find(SecretId);
    const versionId = ClientRequestToken ?? randomUUID();
    const same = secret.versions.find((version) => version.versionId === versionId);
    if (same !== undefined && same.secretString !== SecretString) {
      throw new AwsError(
        'ResourceExistsException',
        'A version with this token and another value exists already.',
      );
    }
    if (same === undefined) this.#started().put(withVersion(secret, versionId, SecretString, VersionStages));
    return { ARN: arnOf(secret.name), Name: secret.name, VersionId: versionId, VersionStages };
  }

  /** Moves a label only from the version that the caller names: that makes it a conditional change. */
  #updateSecretVersionStage(input: unknown): unknown {
    const { SecretId, VersionStage: stage, MoveToVersionId, RemoveFromVersionId } = parse(stageInput, input);
    const secret = this.#find(SecretId);
    const target = secret.versions.find(({ versionId }) => versionId === MoveToVersionId);
    if (MoveToVersionId !== undefined && target === undefined) {
      throw new AwsError('ResourceNotFoundException', "Secrets Manager can't find the specified version.");
    }
    const holder = secret.versions.find(({ stages }) => stages.includes(stage))?.versionId;
    const stays = holder === MoveToVersionId && RemoveFromVersionId === undefined;
    if (!stays && holder !== RemoveFromVersionId) {
      throw new AwsError(
        'InvalidParameterException',
        `The label ${stage} is attached to ${holder ?? 'no version'}; RemoveFromVersionId has to name it.`,
      );
    }
    const changed = withLabelAt(secret, stage, MoveToVersionId);
    this.#started().put(
      stage === 'AWSCURRENT' && !stays ? withLabelAt(changed, 'AWSPREVIOUS', holder) : changed,
    );
    return { ARN: arnOf(secret.name), Name: secret.name };
  }

  #describeSecret(input: unknown): unknown {
    const secret = this.#find(parse(byId, input).SecretId);
    return {
      ARN: arnOf(secret.name),
      Name: secret.name,
      CreatedDate: secret.createdAt / 1000,
      LastChangedDate: Math.max(...secret.versions.map((version) => version.createdAt)) / 1000,
      VersionIdsToStages: Object.fromEntries(
        secret.versions
          .filter(({ stages }) => stages.length > 0)
          .map((version) => [version.versionId, version.stages]),
      ),
    };
  }
}

/** The new version takes its stages from the others; what was current becomes the previous one. */
function withVersion(
  secret: StoredSecret,
  versionId: string,
  secretString: string,
  stages: readonly string[],
): StoredSecret {
  const moved = stages.includes('AWSCURRENT') ? [...stages, 'AWSPREVIOUS'] : stages;
  const others = secret.versions.map((version): SecretVersion => {
    const kept = version.stages.filter((stage) => !moved.includes(stage));
    const wasCurrent = version.stages.includes('AWSCURRENT') && stages.includes('AWSCURRENT');
    return { ...version, stages: wasCurrent ? [...kept, 'AWSPREVIOUS'] : kept };
  });
  const labelled = others.filter((version) => version.stages.length > 0);
  return {
    ...secret,
    versions: [...labelled, { versionId, secretString, stages: [...stages], createdAt: Date.now() }],
  };
}

/** The label at that version and no other; at none without an id. */
function withLabelAt(secret: StoredSecret, stage: string, versionId: string | undefined): StoredSecret {
  const versions = secret.versions.map((version) => {
    const others = version.stages.filter((each) => each !== stage);
    return { ...version, stages: version.versionId === versionId ? [...others, stage] : others };
  });
  return { ...secret, versions };
}

/** AWS appends six random characters to the name; here they are made of the name, to be the same on each start. */
function arnOf(name: string): string {
  const suffix = createHash('sha256').update(name).digest('hex').slice(0, 6);
  return `arn:${partition}:secretsmanager:${region}:${accountId}:secret:${name}-${suffix}`;
}

/** A secret's id is its name or its ARN, the latter with or without the random characters. */
function nameOf(secretId: string): string {
  const named = /^arn:[^:]+:secretsmanager:[^:]*:\d*:secret:(.+)$/.exec(secretId)?.[1];
  if (named === undefined) return secretId;
  const withoutSuffix = named.replace(/-[0-9a-f]{6}$/, '');
  return arnOf(withoutSuffix).endsWith(named) ? withoutSuffix : named;
}

function parse<Schema extends z.ZodType>(schema: Schema, input: unknown): z.output<Schema> {
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new AwsError('InvalidParameterException', `${issue?.path.join('.')}: ${issue?.message}`);
}
