import { type Fixture, ref, resource } from './fixture.ts';
import { casesOf, changes } from './property-case.ts';

async function deploySecret(fixture: Fixture, properties: object, copies = 1): Promise<string[]> {
  const names = Array.from({ length: copies }, (_, copy) => `Secret${copy}`);
  const secret = resource('AWS::SecretsManager::Secret', { ...properties });
  const outputs = await fixture.deploy(
    Object.fromEntries(names.map((name) => [name, secret])),
    Object.fromEntries(names.map((name) => [name, ref(name)])),
  );
  return names.map((name) => outputs[name] ?? '');
}

async function secretValue(fixture: Fixture, SecretId: string): Promise<string> {
  return String((await fixture.call('secretsmanager.GetSecretValue', { SecretId })).body.SecretString);
}

/** Returns whether a generated value of 400 characters matches. */
async function matches(fixture: Fixture, rules: object, expression: RegExp): Promise<boolean> {
  const [secret = ''] = await deploySecret(fixture, {
    GenerateSecretString: { PasswordLength: 400, ...rules },
  });
  return expression.test(await secretValue(fixture, secret));
}

const onlyPunctuation = { ExcludeLowercase: true, ExcludeUppercase: true, ExcludeNumbers: true };
const json = { GenerateStringKey: 'key', SecretStringTemplate: '{"user":"u"}' };

/** The keys of the generated object. */
async function generatedKeys(fixture: Fixture, rules: object): Promise<string[]> {
  const [secret = ''] = await deploySecret(fixture, { GenerateSecretString: { ...json, ...rules } });
  return Object.keys(JSON.parse(await secretValue(fixture, secret))).sort();
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-secretsmanager-secret-generatesecretstring.html */
export const secretsManagerCases = casesOf('AWS::SecretsManager::Secret', {
  'GenerateSecretString.ExcludeCharacters': changes(
    (fixture, ExcludeCharacters: string) => matches(fixture, { ExcludeCharacters }, /^[^a-m]+$/),
    ['', false],
    ['abcdefghijklm', true],
  ),
  'GenerateSecretString.ExcludeLowercase': changes(
    (fixture, ExcludeLowercase: boolean) => matches(fixture, { ExcludeLowercase }, /^[^a-z]+$/),
    [false, false],
    [true, true],
  ),
  'GenerateSecretString.ExcludeNumbers': changes(
    (fixture, ExcludeNumbers: boolean) => matches(fixture, { ExcludeNumbers }, /^\D+$/),
    [false, false],
    [true, true],
  ),
  'GenerateSecretString.ExcludePunctuation': changes(
    (fixture, ExcludePunctuation: boolean) => matches(fixture, { ExcludePunctuation }, /^[A-Za-z0-9]+$/),
    [false, false],
    [true, true],
  ),
  'GenerateSecretString.ExcludeUppercase': changes(
    (fixture, ExcludeUppercase: boolean) => matches(fixture, { ExcludeUppercase }, /^[^A-Z]+$/),
    [false, false],
    [true, true],
  ),
  'GenerateSecretString.GenerateStringKey': changes(
    (fixture, GenerateStringKey: string) => generatedKeys(fixture, { GenerateStringKey }),
    ['key', ['key', 'user']],
    ['other', ['other', 'user']],
  ),
  'GenerateSecretString.IncludeSpace': changes(
    (fixture, IncludeSpace: boolean) => matches(fixture, { IncludeSpace }, / /),
    [false, false],
    [true, true],
  ),
  'GenerateSecretString.PasswordLength': changes(
    (fixture, PasswordLength: number) => matches(fixture, { PasswordLength }, /^.{20}$/s),
    [20, true],
    [21, false],
  ),
  'GenerateSecretString.RequireEachIncludedType': changes(
    async (fixture, RequireEachIncludedType: boolean) => {
      const rules = { ...onlyPunctuation, IncludeSpace: true, PasswordLength: 2, RequireEachIncludedType };
      // One of 17 values without the requirement has a space by chance.
      const secrets = await deploySecret(fixture, { GenerateSecretString: rules }, 12);
      const values = await Promise.all(secrets.map((secret) => secretValue(fixture, secret)));
      return values.every((value) => value.includes(' '));
    },
    [true, true],
    [false, false],
  ),
  'GenerateSecretString.SecretStringTemplate': changes(
    (fixture, SecretStringTemplate: string) => generatedKeys(fixture, { SecretStringTemplate }),
    ['{"user":"u"}', ['key', 'user']],
    ['{"owner":"u"}', ['key', 'owner']],
  ),
  Name: changes(
    async (fixture, Name: string) => {
      await deploySecret(fixture, { Name });
      return (await fixture.call('secretsmanager.GetSecretValue', { SecretId: 'named-secret' })).status;
    },
    ['other-secret', 400],
    ['named-secret', 200],
  ),
  SecretString: changes(
    async (fixture, SecretString: string) => {
      const [secret = ''] = await deploySecret(fixture, { SecretString });
      return secretValue(fixture, secret);
    },
    ['one', 'one'],
    ['two', 'two'],
  ),
});
