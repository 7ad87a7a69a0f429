/** Normal speech, in letters of the Latin alphabet. */
const lettersPerSecond = 15;
/** Durations of a character, the shortest word and a pause, in letters. */
const letters = { ideograph: 3, kana: 2.5, digit: 3, shortestWord: 2, space: 1, comma: 2, stop: 4 } as const;
/** With more symbols than this, such as emoji, the duration depends on how the voice reads them. */
const maxSymbolShare = 0.2;

const units =
  /(?<ideograph>[\p{Script=Han}\p{Script=Hangul}])|(?<kana>[\p{Script=Hiragana}\p{Script=Katakana}ー])|(?<digit>\p{N})|(?<word>[\p{L}\p{M}'’]+?(?=[\p{Script=Han}\p{Script=Hangul}\p{Script=Hiragana}\p{Script=Katakana}]|[^\p{L}\p{M}'’]|$))|(?<stop>[.!?。！？…]+)|(?<space>\s+)|(?<comma>\p{P}+)|(?<symbol>.)/gsu;

/**
 * Returns the seconds that a voice of normal speed takes from the first to the last sound of a text. Scripts differ: an
 * ideograph takes as long as three letters.
 *
 * @returns null if the text has so many symbols that no estimate is possible
 */
export function expectedSeconds(text: string): number | null {
  const spoken = text.replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu, '');
  let total = 0;
  let symbols = 0;
  for (const { groups = {} } of spoken.matchAll(units)) {
    if (groups.symbol !== undefined) symbols += 1;
    total += lettersOf(groups);
  }
  return symbols > [...spoken].length * maxSymbolShare ? null : total / lettersPerSecond;
}

function lettersOf(groups: Readonly<Record<string, string | undefined>>): number {
  if (groups.ideograph !== undefined) return letters.ideograph;
  if (groups.kana !== undefined) return letters.kana;
  if (groups.digit !== undefined) return letters.digit;
  if (groups.word !== undefined) return Math.max(letters.shortestWord, [...groups.word].length);
  if (groups.stop !== undefined) return letters.stop;
  if (groups.comma !== undefined) return letters.comma;
  return groups.space === undefined ? 0 : letters.space;
}

/** Returns the number of Unicode code points of a text without the white space around it. */
export function charactersOf(text: string): number {
  return [...text.trim()].length;
}
