import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';

/** Reads a secret's current value as text. */
export function secretReader(secretArn: string): () => Promise<string> {
  const client = new SecretsManagerClient({});
  return async () => {
    const { SecretString } = await client.send(new GetSecretValueCommand({ SecretId: secretArn }));
    return SecretString ?? '';
  };
}

/** Whether AWS itself is on this machine: only then may the provider be. */
export function isLocal(variables: NodeJS.ProcessEnv = process.env): boolean {
  const endpoint = variables.AWS_ENDPOINT_URL;
  return (
    endpoint !== undefined &&
    URL.canParse(endpoint) &&
    /^127\.|^localhost$|^\[::1\]$/.test(new URL(endpoint).hostname)
  );
}
