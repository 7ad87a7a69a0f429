import { z } from 'zod';
import { synthesizedAssembly } from './assembly.ts';
import { deployments, sharedSettings, stackNames, templateFile } from './deployments.ts';
import { claimMaking } from './made-once.ts';
import { writeTemplate } from './write-template.ts';

// The argument `all` makes every template and the shared assembly of a whole run. A deployment and a file as arguments
// make one template.
const [target = '', file = ''] = process.argv.slice(2);
if (target === 'all') await makeAll();
else {
  const deployment = z.object({
    stack: z.enum(stackNames),
    settings: z.object({}).loose(),
  });
  writeTemplate(deployment.parse(JSON.parse(target)), file);
}

async function makeAll(): Promise<void> {
  const own = deployments.filter((deployment) => claimMaking(templateFile(deployment)));
  const assembly = synthesizedAssembly(sharedSettings);
  process.send?.('claimed');
  process.disconnect?.();
  for (const deployment of own) writeTemplate(deployment, templateFile(deployment));
  await assembly;
}
