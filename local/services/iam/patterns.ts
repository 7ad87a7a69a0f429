/** Compiles a pattern of a policy, in which `*` matches any characters and `?` one. */
export function matcherOf(pattern: string): (text: string) => boolean {
  const star = pattern.indexOf('*');
  if (star === -1 && !pattern.includes('?')) return (text) => text === pattern;
  if (pattern === '*') return () => true;
  const prefix = pattern.slice(0, -1);
  if (star === prefix.length && !prefix.includes('?')) return (text) => text.startsWith(prefix);
  const source = pattern
    .replaceAll(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll(/\*+/g, '.*')
    .replaceAll('?', '.');
  const expression = new RegExp(`^${source}$`, 's');
  return (text) => expression.test(text);
}

/**
 * Compiles a pattern of `ArnLike` and `ArnEquals`. A wildcard does not match the colons between the parts of an ARN.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_ARN
 */
export function arnMatcherOf(pattern: string): (text: string) => boolean {
  const matchers = partsOf(pattern).map(matcherOf);
  return (text) => {
    const parts = partsOf(text);
    return (
      parts.length === matchers.length && matchers.every((matches, index) => matches(parts[index] ?? ''))
    );
  };
}

function partsOf(arn: string): string[] {
  const parts = arn.split(':');
  return parts.length < 6 ? parts : [...parts.slice(0, 5), parts.slice(5).join(':')];
}
