import { developmentKeys } from './accounts.ts';
import { help } from './help.ts';
import { readCommand, UsageError } from './options.ts';
import { PortError, type Simulator, startSimulator } from './server.ts';
import type { Call } from './store/call-log.ts';
import { StateFolderError } from './store/database.ts';

/** The first line of output, once it listens: this word, a space, and JSON. */
const readyWord = 'dashscope-simulator-ready';

function describe({ at, scope, family, action, name, voice, status, code, effects }: Call): string {
  const time = new Date(at).toISOString().slice(11, 19);
  const what = [scope, family, action, name].filter((part) => part !== null).join(' ');
  const outcome = [status, code, voice].filter((part) => part !== null).join(' ');
  return `${time} ${what} -> ${outcome}${effects.length === 0 ? '' : ` (${effects.join(', ')})`}`;
}

async function start(): Promise<Simulator | undefined> {
  const { help: wantsHelp, quiet, options } = readCommand(process.argv.slice(2));
  if (wantsHelp) {
    process.stdout.write(help);
    return undefined;
  }
  const print = (call: Call) => console.log(describe(call));
  const simulator = await startSimulator({
    ...options,
    ...(quiet ? {} : { onCall: print }),
    onError: (error) => console.error(error),
  });
  const { urls, controlUrl } = simulator;
  console.log(`${readyWord} ${JSON.stringify({ urls, controlUrl, pid: process.pid })}`);
  if (quiet) return simulator;
  for (const grant of options.keys ?? []) {
    // A key that was given may be worth something elsewhere; the development keys are public.
    const shown = developmentKeys.includes(grant) ? grant.key : '(as given)';
    console.log(`  ${grant.scope.padEnd(14)} ${urls[grant.scope]}/api/v1   key ${shown}`);
  }
  console.log(`  control        ${controlUrl}`);
  const scale = options.settings?.timeScale ?? 1;
  if (scale !== 1) console.log(`  review times are divided by ${scale}`);
  return simulator;
}

// Whoever read our output may be gone: the provider goes on without an audience.
process.stdout.on('error', () => {});
process.stderr.on('error', () => {});

try {
  const starting = start();
  // Heard from the first moment: whoever reads the ready line may stop us at once.
  const stop = () => void starting.then((simulator) => simulator?.stop()).then(() => process.exit(0));
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
  await starting;
} catch (error) {
  if (error instanceof UsageError || error instanceof PortError || error instanceof StateFolderError) {
    console.error(`simulator: ${error.message}`);
    process.exit(2);
  }
  throw error;
}
