import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { buildTable } from './build-table.ts';

const help = `Writes local/models/service-models.json from a folder of botocore's models.

  node scripts/models/main.ts <folder> --models-version <version>

The folder is botocore's data folder, for example that of Debian's package python3-botocore:
usr/lib/python3/dist-packages/botocore/data
`;

const { values, positionals } = parseArgs({
  options: { 'models-version': { type: 'string' }, help: { type: 'boolean', short: 'h' } },
  allowPositionals: true,
});
const [folder] = positionals;
const version = values['models-version'];
if (values.help || folder === undefined || version === undefined) {
  console.log(help);
  process.exitCode = values.help ? 0 : 2;
} else {
  const source = `botocore ${version} (Apache-2.0) and the installed clients of the AWS SDK for JavaScript`;
  const table = buildTable(folder, source);
  writeFileSync('local/models/service-models.json', `${JSON.stringify(table, null, 1)}\n`);
  for (const [name, { operations, shapes }] of Object.entries(table.services)) {
    console.log(
      `${name}: ${Object.keys(operations).length} operations, ${Object.keys(shapes).length} shapes`,
    );
  }
}
