import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import type { ModelTable } from '../../local/models/shape.ts';
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
  writeFileSync('local/models/service-models.json', tableText(table));
  for (const [name, { operations, shapes }] of Object.entries(table.services)) {
    console.log(
      `${name}: ${Object.keys(operations).length} operations, ${Object.keys(shapes).length} shapes`,
    );
  }
}

/** Returns the table as JSON with one operation or shape a line, so that a change of the models is readable. */
function tableText({ source, services }: ModelTable): string {
  const lines = (entries: object) =>
    Object.entries(entries).map(([name, value]) => `   ${JSON.stringify(name)}: ${JSON.stringify(value)}`);
  const block = (name: string, entries: object) => `  "${name}": {\n${lines(entries).join(',\n')}\n  }`;
  const texts = Object.entries(services).map(
    ([name, { operations, shapes }]) =>
      ` "${name}": {\n${block('operations', operations)},\n${block('shapes', shapes)}\n }`,
  );
  return `{\n"source": ${JSON.stringify(source)},\n"services": {\n${texts.join(',\n')}\n}\n}\n`;
}
