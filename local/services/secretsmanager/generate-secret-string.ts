import { randomInt } from 'node:crypto';
import { z } from 'zod';
import { cfnBoolean, cfnNumber } from '../../core/resource-properties.ts';

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-secretsmanager-secret-generatesecretstring.html */
const rules = z.object({
  ExcludeCharacters: z.string().default(''),
  ExcludeLowercase: cfnBoolean.default(false),
  ExcludeNumbers: cfnBoolean.default(false),
  ExcludePunctuation: cfnBoolean.default(false),
  ExcludeUppercase: cfnBoolean.default(false),
  GenerateStringKey: z.string().optional(),
  IncludeSpace: cfnBoolean.default(false),
  PasswordLength: cfnNumber.pipe(z.int().min(1).max(4_096)).default(32),
  RequireEachIncludedType: cfnBoolean.default(true),
  SecretStringTemplate: z.string().optional(),
});

export const generatedParts = Object.keys(rules.shape);

export const generateSecretString = rules.refine(
  (one) => (one.GenerateStringKey === undefined) === (one.SecretStringTemplate === undefined),
  'GenerateStringKey and SecretStringTemplate need each other',
);

type Rules = z.output<typeof generateSecretString>;

/** Returns a random password that follows the rules, inside the template's JSON if there is one. */
export function generate(rules: Rules): string {
  const password = randomPassword(rules);
  if (rules.GenerateStringKey === undefined) return password;
  const template = z.record(z.string(), z.unknown()).parse(JSON.parse(rules.SecretStringTemplate ?? '{}'));
  return JSON.stringify({ ...template, [rules.GenerateStringKey]: password });
}

function randomPassword(rules: Rules): string {
  const included = [
    rules.ExcludeLowercase ? '' : 'abcdefghijklmnopqrstuvwxyz',
    rules.ExcludeUppercase ? '' : 'ABCDEFGHIJKLMNOPQRSTUVWXYZ',
    rules.ExcludeNumbers ? '' : '0123456789',
    rules.ExcludePunctuation ? '' : '!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~',
    rules.IncludeSpace ? ' ' : '',
  ]
    .map((type) => [...type].filter((character) => !rules.ExcludeCharacters.includes(character)))
    .filter((type) => type.length > 0);
  const all = included.flat();
  const characters = Array.from({ length: rules.PasswordLength }, (_, index) =>
    pick(rules.RequireEachIncludedType ? (included[index] ?? all) : all),
  );
  return shuffled(characters).join('');
}

function pick(characters: readonly string[]): string {
  return characters[randomInt(characters.length)] ?? '';
}

function shuffled(characters: string[]): string[] {
  for (let last = characters.length - 1; last > 0; last--) {
    const other = randomInt(last + 1);
    [characters[last], characters[other]] = [characters[other] ?? '', characters[last] ?? ''];
  }
  return characters;
}
