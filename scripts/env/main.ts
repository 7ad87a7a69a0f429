import { DamagedStateError, isRunning, readRunningStack, StorageError } from '../running-stack.ts';
import { UsageError } from '../start/options.ts';
import { help, readOptions } from './options.ts';
import { explanation, shellCommands, variablesOf } from './variables.ts';

/** `npm run env`: prints the variables with which programs use the running stack. */
try {
  process.exitCode = await run();
} catch (error) {
  const known =
    error instanceof UsageError || error instanceof DamagedStateError || error instanceof StorageError;
  if (!known) throw error;
  console.error(error.message);
  process.exitCode = error instanceof UsageError ? 2 : 3;
}

/** Returns the exit code. */
async function run(): Promise<number> {
  const options = readOptions(process.argv.slice(2));
  if (options.help) {
    console.log(help);
    return 0;
  }
  const stack = readRunningStack(options.state);
  if (stack === null || !(await isRunning(stack))) {
    console.error(`No stack is running in ${options.state}. Start one: npm start`);
    return 1;
  }
  const variables = variablesOf(stack);
  if (options.json) {
    console.log(JSON.stringify(variables, null, 2));
    return 0;
  }
  process.stdout.write(shellCommands(variables, Object.keys(process.env)));
  console.error(explanation(options.state));
  return 0;
}
