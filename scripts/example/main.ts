import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { variablesOf } from '../env/variables.ts';
import { isRunning, readRunningStack } from '../running-stack.ts';
import { programList, programs } from './programs.ts';

/** `npm run example`: runs a program of examples/ with the variables of the running stack. */
process.exitCode = await run(process.argv[2] ?? '', process.argv.slice(3));

/** Returns the exit code. */
async function run(name: string, args: readonly string[]): Promise<number> {
  const program = Object.hasOwn(programs, name) ? programs[name] : undefined;
  if (program === undefined) {
    console.error(`usage: npm run -s example -- NAME\n\n${programList()}`);
    return name === '' || name === '--help' ? 0 : 2;
  }
  const stack = readRunningStack('.local');
  const isUsable = stack !== null && (await isRunning(stack));
  if (program.needsStack && !isUsable) {
    console.error('No stack is running in .local. Start one: npm start');
    return 1;
  }
  const environment = isUsable ? variablesOf(stack) : {};
  const child = spawn(process.execPath, [`examples/${name}.ts`, ...args], {
    env: { ...process.env, ...environment },
    stdio: 'inherit',
  });
  // On Ctrl-C, the terminal also sends the signal to the program, which ends by itself.
  process.on('SIGINT', () => {});
  await once(child, 'exit');
  return child.exitCode ?? 1;
}
