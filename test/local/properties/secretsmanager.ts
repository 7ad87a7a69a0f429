import { casesOf, changes } from './property-case.ts';
import { ref, resource, type World } from './world.ts';

async function deploySecret(world: World, properties: object, copies = 1): Promise<string[]> {
  const names = Array.from({ length: copies }, (_, copy) => `Secret${copy}`);
  const secret = resource('AWS::SecretsManager::Secret', { ...properties });
  const outputs = await world.deploy(
    Object.fromEntries(names.map((name) => [name, secret])),
    Object.fromEntries(names.map((name) => [name, ref(name)])),
  );
  return names.map((name) => outputs[name] ?? '');
}

async function secretValue(world: World, SecretId: string): Promise<string> {
  return String((await world.call('secretsmanager.GetSecretValue', { SecretId })).body.SecretString);
}

/** Returns whether a generated value of 400 characters matches. */
async function matches(world: World, rules: object, expression: RegExp): Promise<boolean> {
  const [secret = ''] = await deploySecret(world, {
    GenerateSecretString: { PasswordLength: 400, ...rules },
  });
  return expression.test(await secretValue(world, secret));
}

const onlyPunctuation = { ExcludeLowercase: true, ExcludeUppercase: true, ExcludeNumbers: true };
const json = { GenerateStringKey: 'key', SecretStringTemplate: '{"user":"u"}' };

/** The keys of the generated object. */
async function generatedKeys(world: World, rules: object): Promise<string[]> {
  const [secret = ''] = await deploySecret(world, { GenerateSecretString: { ...json, ...rules } });
  return Object.keys(JSON.parse(await secretValue(world, secret))).sort();
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-secretsmanager-secret-generatesecretstring.html */
export const secretsManagerCases = casesOf('AWS::SecretsManager::Secret', {
  'GenerateSecretString.ExcludeCharacters': changes(
    (world, ExcludeCharacters: string) => matches(world, { ExcludeCharacters }, /^[^a-m]+$/),
    ['', false],
    ['abcdefghijklm', true],
  ),
  'GenerateSecretString.ExcludeLowercase': changes(
    (world, ExcludeLowercase: boolean) => matches(world, { ExcludeLowercase }, /^[^a-z]+$/),
    [false, false],
    [true, true],
  ),
  'GenerateSecretString.ExcludeNumbers': changes(
    (world, ExcludeNumbers: boolean) => matches(world, { ExcludeNumbers }, /^\D+$/),
    [false, false],
    [true, true],
  ),
  'GenerateSecretString.ExcludePunctuation': changes(
    (world, ExcludePunctuation: boolean) => matches(world, { ExcludePunctuation }, /^[A-Za-z0-9]+$/),
    [false, false],
    [true, true],
  ),
  'GenerateSecretString.ExcludeUppercase': changes(
    (world, ExcludeUppercase: boolean) => matches(world, { ExcludeUppercase }, /^[^A-Z]+$/),
    [false, false],
    [true, true],
  ),
  'GenerateSecretString.GenerateStringKey': changes(
    (world, GenerateStringKey: string) => generatedKeys(world, { GenerateStringKey }),
    ['key', ['key', 'user']],
    ['other', ['other', 'user']],
  ),
  'GenerateSecretString.IncludeSpace': changes(
    (world, IncludeSpace: boolean) => matches(world, { IncludeSpace }, / /),
    [false, false],
    [true, true],
  ),
  'GenerateSecretString.PasswordLength': changes(
    (world, PasswordLength: number) => matches(world, { PasswordLength }, /^.{20}$/s),
    [20, true],
    [21, false],
  ),
  'GenerateSecretString.RequireEachIncludedType': changes(
    async (world, RequireEachIncludedType: boolean) => {
      const rules = { ...onlyPunctuation, IncludeSpace: true, PasswordLength: 2, RequireEachIncludedType };
      // One of 17 values without the requirement has a space by chance.
      const secrets = await deploySecret(world, { GenerateSecretString: rules }, 12);
      const values = await Promise.all(secrets.map((secret) => secretValue(world, secret)));
      return values.every((value) => value.includes(' '));
    },
    [true, true],
    [false, false],
  ),
  'GenerateSecretString.SecretStringTemplate': changes(
    (world, SecretStringTemplate: string) => generatedKeys(world, { SecretStringTemplate }),
    ['{"user":"u"}', ['key', 'user']],
    ['{"owner":"u"}', ['key', 'owner']],
  ),
  Name: changes(
    async (world, Name: string) => {
      await deploySecret(world, { Name });
      return (await world.call('secretsmanager.GetSecretValue', { SecretId: 'named-secret' })).status;
    },
    ['other-secret', 400],
    ['named-secret', 200],
  ),
  SecretString: changes(
    async (world, SecretString: string) => {
      const [secret = ''] = await deploySecret(world, { SecretString });
      return secretValue(world, secret);
    },
    ['one', 'one'],
    ['two', 'two'],
  ),
});
