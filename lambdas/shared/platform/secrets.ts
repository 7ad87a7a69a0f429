import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { once } from './once.ts';

export const secretsManager = once(() => new SecretsManagerClient({}));

/** Returns a function that reads a secret's current value as text. */
export function secretReader(client: SecretsManagerClient, secretArn: string): () => Promise<string> {
  return async () => {
    const { SecretString } = await client.send(new GetSecretValueCommand({ SecretId: secretArn }));
    return SecretString ?? '';
  };
}

/** Returns true if the AWS endpoint is on this machine. Only then may the provider be on it too. */
export function isLocal(variables: NodeJS.ProcessEnv = process.env): boolean {
  const endpoint = variables.AWS_ENDPOINT_URL;
  return (
    endpoint !== undefined &&
    URL.canParse(endpoint) &&
    /^127\.|^localhost$|^\[::1\]$/.test(new URL(endpoint).hostname)
  );
}
