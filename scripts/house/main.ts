import { parseArgs } from 'node:util';
import { measure } from './figures.ts';
import { reportText, rowsOf } from './report.ts';
import { filesBelow } from './source-files.ts';
import { suspicionsOfFile } from './words/check.ts';

const help = `Measures the code: sizes, folders, the spread of typical changes, docstrings and suspicious words.

  npm run house                            prints the figures, their limits and what they count
  npm run house -- --json                  the same as JSON
  npm run house -- --words [path ...]      prints the suspicious words of files and folders; exit code 1 if there are any
`;

const { values, positionals } = parseArgs({
  options: {
    json: { type: 'boolean' },
    words: { type: 'boolean' },
    help: { type: 'boolean', short: 'h' },
  },
  allowPositionals: true,
});
const paths = positionals.length > 0 ? positionals : ['.'];
if (values.help) console.log(help);
else if (values.words) process.exitCode = printWords(filesBelow(paths));
else if (values.json) console.log(JSON.stringify(json(), null, 2));
else console.log(reportText(measure()));

function json() {
  const figures = measure();
  return { figures: rowsOf(figures), words: figures.words };
}

function printWords(files: readonly string[]): number {
  const found = files.flatMap((file) => suspicionsOfFile(file));
  for (const { path, line, word, write, text } of found) {
    console.log(`${path}:${line}: ${word} → ${write} | ${text.slice(0, 120)}`);
  }
  const affected = new Set(found.map(({ path }) => path)).size;
  console.log(`${found.length} suspicious words in ${affected} of ${files.length} files`);
  return found.length > 0 ? 1 : 0;
}
