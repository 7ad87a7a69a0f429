import { developmentKeys } from './accounts.ts';
import { help } from './help.ts';
import { HostError, PortError } from './http/listen.ts';
import { readCommand, UsageError } from './options.ts';
import { type Simulator, startSimulator } from './server.ts';
import type { Call } from './store/call-log.ts';
import { StateFolderError } from './store/database.ts';

/** The start of the first line of output. The line is printed once the simulator listens; JSON follows the word. */
const readyWord = 'dashscope-simulator-ready';

/** Errors that other options correct. */
const userErrors = [UsageError, PortError, HostError, StateFolderError];

function describeCall({ at, scope, family, action, name, voice, status, code, effects }: Call): string {
  const time = new Date(at).toISOString().slice(11, 19);
  const subject = [scope, family, action, name].filter((part) => part !== null).join(' ');
  const outcome = [status, code, voice].filter((part) => part !== null).join(' ');
  return `${time} ${subject} -> ${outcome}${effects.length === 0 ? '' : ` (${effects.join(', ')})`}`;
}

async function start(): Promise<Simulator | undefined> {
  const { help: wantsHelp, quiet, options } = readCommand(process.argv.slice(2));
  if (wantsHelp) {
    process.stdout.write(help);
    return undefined;
  }
  const printCall = (call: Call) => console.log(describeCall(call));
  const simulator = await startSimulator({
    ...options,
    ...(quiet ? {} : { onCall: printCall }),
    onError: (error) => console.error(error),
  });
  const { urls, controlUrl } = simulator;
  console.log(`${readyWord} ${JSON.stringify({ urls, controlUrl, pid: process.pid })}`);
  if (quiet) return simulator;
  for (const grant of options.keys ?? []) {
    // Keys from the command line may be real. The development keys are public.
    const shownKey = developmentKeys.includes(grant) ? grant.key : '(from the command line)';
    console.log(`  ${grant.scope.padEnd(14)} ${urls[grant.scope]}/api/v1   key ${shownKey}`);
  }
  console.log(`  control        ${controlUrl}`);
  const scale = options.settings?.timeScale ?? 1;
  if (scale !== 1) console.log(`  review times are divided by ${scale}`);
  return simulator;
}

// A closed pipe must not stop the simulator.
process.stdout.on('error', () => {});
process.stderr.on('error', () => {});

try {
  const starting = start();
  // Installed before the ready line, because its reader may send a signal at once.
  const stop = () => void starting.then((simulator) => simulator?.stop()).then(() => process.exit(0));
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
  await starting;
} catch (error) {
  if (userErrors.some((kind) => error instanceof kind) && error instanceof Error) {
    console.error(`simulator: ${error.message}`);
    process.exit(2);
  }
  throw error;
}
