import { z } from 'zod';
import { synthesizedAssembly } from './assembly.ts';
import { deployments, sharedSettings, stackNames, templateFile } from './deployments.ts';
import { claimMaking } from './made-once.ts';
import { writeTemplate } from './write-template.ts';

// With `all`, makes every template and the shared assembly of a whole run; with a deployment and a file, that template.
const [what = '', file = ''] = process.argv.slice(2);
if (what === 'all') await makeAll();
else {
  const deployment = z.object({
    stack: z.enum(stackNames),
    settings: z.object({}).loose(),
  });
  writeTemplate(deployment.parse(JSON.parse(what)), file);
}

async function makeAll(): Promise<void> {
  const own = deployments.filter((deployment) => claimMaking(templateFile(deployment)));
  const assembly = synthesizedAssembly(sharedSettings);
  process.send?.('claimed');
  process.disconnect?.();
  for (const deployment of own) writeTemplate(deployment, templateFile(deployment));
  await assembly;
}
