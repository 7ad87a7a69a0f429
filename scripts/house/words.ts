import { execFileSync } from 'node:child_process';
import { suspicionsOfFile } from './words/check.ts';

/** Prints the suspicious words of the files and folders given, or of every file; ends with 1 if there are any. */
const paths = process.argv.slice(2);
const files = execFileSync('git', ['ls-files', '--', ...paths], { encoding: 'utf8' })
  .trim()
  .split('\n');
const found = files.flatMap((file) => suspicionsOfFile(file));
for (const { path, line, word, write, text } of found) {
  console.log(`${path}:${line}: ${word} → ${write} | ${text.slice(0, 120)}`);
}
console.log(
  `${found.length} suspicious words in ${new Set(found.map(({ path }) => path)).size} of ${files.length} files`,
);
process.exitCode = found.length > 0 ? 1 : 0;
