import type { SecretVersion, StoredSecret } from './secret-store.ts';

/** Adds a version. It takes its labels from the others, and a version that loses AWSCURRENT becomes AWSPREVIOUS. */
export function withVersion(
  secret: StoredSecret,
  version: { readonly versionId: string; readonly secretString: string; readonly stages: readonly string[] },
): StoredSecret {
  const { versionId, secretString, stages } = version;
  const moved = stages.includes('AWSCURRENT') ? [...stages, 'AWSPREVIOUS'] : stages;
  const others = secret.versions.map((other): SecretVersion => {
    const kept = other.stages.filter((stage) => !moved.includes(stage));
    const wasCurrent = other.stages.includes('AWSCURRENT') && stages.includes('AWSCURRENT');
    return { ...other, stages: wasCurrent ? [...kept, 'AWSPREVIOUS'] : kept };
  });
  const labelled = others.filter((other) => other.stages.length > 0);
  return {
    ...secret,
    versions: [...labelled, { versionId, secretString, stages: [...stages], createdAt: Date.now() }],
  };
}

/** Moves the label to the given version, or removes it if there is no version id. */
export function withLabelAt(
  secret: StoredSecret,
  stage: string,
  versionId: string | undefined,
): StoredSecret {
  const versions = secret.versions.map((version) => {
    const others = version.stages.filter((each) => each !== stage);
    return { ...version, stages: version.versionId === versionId ? [...others, stage] : others };
  });
  return { ...secret, versions };
}
