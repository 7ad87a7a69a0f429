import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { variablesOf } from '../env/variables.ts';
import { isRunning, readRunningStack } from '../running-stack.ts';

/** Programs in examples/, with what each of them needs. */
const programs: Readonly<Record<string, { readonly description: string; readonly needsStack: boolean }>> = {
  'create-and-wait': { description: 'creates a voice and waits until it is ready', needsStack: true },
  'listen-for-voice-ready': { description: 'prints the events of the queue until Ctrl-C', needsStack: true },
  'request-by-event': { description: 'requests a voice by an event, with an AWS SDK', needsStack: true },
  embed: { description: 'synthesizes a CDK app that embeds the workflow', needsStack: false },
  'use-the-simulator': {
    description: 'tests a client against a DashScope that loses an answer',
    needsStack: false,
  },
};

/** `npm run example`: runs a program of examples/ with the variables of the running stack. */
process.exitCode = await run(process.argv[2] ?? '', process.argv.slice(3));

/** Returns the exit code. */
async function run(name: string, args: readonly string[]): Promise<number> {
  const program = Object.hasOwn(programs, name) ? programs[name] : undefined;
  if (program === undefined) {
    console.error(`usage: npm run -s example -- NAME\n\n${list()}`);
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

function list(): string {
  const width = Math.max(...Object.keys(programs).map((name) => name.length));
  return Object.entries(programs)
    .map(([name, { description }]) => `  ${name.padEnd(width)}  ${description}`)
    .join('\n');
}
