import type { z } from 'zod';

type Issue = z.core.$ZodIssue;

/**
 * Describes each setting that a schema refused: its name, the value that was given, and the values that are allowed.
 *
 * @param root the name in front of every setting
 * @param value the settings as they were given
 * @example `voiceDesign.scopes[0]: "moon" is not allowed; it must be one of "mainland", "international"`
 */
export function settingProblems(issues: readonly Issue[], value: unknown, root: string): string[] {
  return issues.flatMap((issue) => {
    const at = issue.path
      .map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`))
      .join('');
    if (issue.code === 'unrecognized_keys') {
      return issue.keys.map((key) => `${root}${at}.${key}: it is not a setting`);
    }
    const given = issue.path.reduce<unknown>(childOf, value);
    const refused = given === undefined ? 'it is missing' : `${shown(given)} is not allowed`;
    return [`${root}${at}: ${refused}; it must be ${allowedBy(issue)}`];
  });
}

function childOf(parent: unknown, key: PropertyKey): unknown {
  return typeof parent === 'object' && parent !== null ? Reflect.get(parent, key) : undefined;
}

function allowedBy(issue: Issue): string {
  switch (issue.code) {
    case 'invalid_type':
      return prefixedWithA(issue.expected === 'int' ? 'whole number' : issue.expected);
    case 'invalid_value':
      return `one of ${issue.values.map(shown).join(', ')}`;
    case 'too_small':
      return issue.origin === 'array'
        ? `a list of at least ${issue.minimum}`
        : `${issue.inclusive ? 'at least' : 'more than'} ${issue.minimum}`;
    case 'too_big':
      return `${issue.inclusive ? 'at most' : 'less than'} ${issue.maximum}`;
    case 'invalid_key':
      return 'a known name';
    default:
      // Every union, format and refinement of the settings has a message that completes this sentence.
      return issue.message;
  }
}

function prefixedWithA(noun: string): string {
  return `${/^[aeiou]/.test(noun) ? 'an' : 'a'} ${noun}`;
}

const longestShown = 60;

function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > longestShown ? `${text.slice(0, longestShown)}…` : text;
}
