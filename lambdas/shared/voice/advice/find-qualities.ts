import { type Dimension, type Quality, qualities } from './qualities.ts';

/** The dimensions that a description covers, and the qualities that it requests. */
export interface FoundQualities {
  readonly covered: ReadonlySet<Dimension>;
  /** Names of qualities, in the order of the table. A negated quality covers its dimension and is not wanted. */
  readonly wanted: readonly string[];
}

interface Pattern {
  readonly quality: Quality;
  readonly expression: RegExp;
}

const patterns: readonly Pattern[] = qualities.map((quality) => ({
  quality,
  expression: new RegExp(`\\b(?:${quality.english.join('|')})\\b|${quality.chinese.join('|')}`, 'giu'),
}));

const negation =
  /(?:\b(?:not|no|never|without|neither|nor|rather than|instead of)(?:\s+\w+)?\s+|(?:不|没有|不要|避免)(?:太|过于|是|很|要)?)$/iu;
/** Code units before a word that are searched for a negation. */
const longestNegation = 24;
/** The rest of a clause after its purpose names listeners, as in "for children", and not the speaker. */
const audience = /\b(?:for|to)\s+[^,.;:]*|(?:适合|用于|面向|给)[^，。；：,.;]*/giu;
const numberedYears =
  /\b(\d{1,3})[-\s]*years?[-\s]*old\b|\b(?:aged?|age of)\s+(\d{1,3})\b|\b(\d0)s\b|(\d{1,3})\s*(?:多|来)?岁/giu;
const chineseYears = /([一二三四五六七八九])?(十)?([一二三四五六七八九])?(?:几|多|来)?岁/gu;
const chineseDigits = '零一二三四五六七八九';

export function findQualities(description: string): FoundQualities {
  const covered = new Set<Dimension>();
  const wanted = new Set<string>();
  for (const years of yearsIn(description)) {
    covered.add('age');
    wanted.add(ageOf(years));
  }
  // The word "old" in "8 years old" does not describe an elderly person.
  const text = description.replaceAll(numberedYears, ' ');
  const speaker = text.replaceAll(audience, ' ');
  for (const { quality, expression } of patterns) {
    const { dimension, name } = quality;
    const describesPerson = dimension === 'gender' || dimension === 'age';
    if (describesPerson ? matches(expression, speaker) : matches(expression, text)) covered.add(dimension);
    if (name !== null && isWanted(expression, speaker)) wanted.add(name);
  }
  return { covered, wanted: [...wanted] };
}

function matches(expression: RegExp, text: string): boolean {
  return text.search(expression) >= 0;
}

/** Returns whether the expression matches where no negation precedes it. */
function isWanted(expression: RegExp, text: string): boolean {
  return [...text.matchAll(expression)].some(
    ({ index }) => !negation.test(text.slice(Math.max(0, index - longestNegation), index)),
  );
}

function yearsIn(text: string): number[] {
  const numbers = [...text.matchAll(numberedYears)].map((match) => Number(match.slice(1).find(Boolean)));
  const chineseNumbers = [...text.matchAll(chineseYears)]
    .filter((match) => match.slice(1).some(Boolean))
    .map(([, first, ten, last]) => {
      if (ten === undefined) return digitOf(first);
      return (first === undefined ? 1 : digitOf(first)) * 10 + (last === undefined ? 0 : digitOf(last));
    });
  return [...numbers, ...chineseNumbers];
}

function digitOf(character = '零'): number {
  return chineseDigits.indexOf(character);
}

function ageOf(years: number): string {
  if (years < 13) return 'a child';
  if (years < 35) return 'a young person';
  return years < 60 ? 'a middle-aged person' : 'an elderly person';
}
