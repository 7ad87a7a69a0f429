// @ts-check
/**
 * Returns the generated help of a task if its arguments request help, otherwise null.
 *
 * @param {Readonly<Record<string, string>>} texts help by task, or by task and command, separated by spaces
 * @param {string} task
 * @param {readonly string[]} args
 * @returns {string | null}
 */
export function helpFor(texts, task, args) {
  const isFlag = (/** @type {string} */ word) => word === '--help' || word === '-h';
  const isHelp = (/** @type {string} */ word) => isFlag(word) || (task === 'voice' && word === 'help');
  if (!args.some(isFlag) && !isHelp(args[0] ?? '')) return null;
  const words = args.filter((word) => !isHelp(word));
  const names = [[task, ...words.slice(0, 2)], [task, ...words.slice(0, 1)], [task]];
  for (const name of names) {
    const text = texts[name.join(' ')];
    if (text !== undefined) return text;
  }
  return null;
}
