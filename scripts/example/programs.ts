interface ExampleProgram {
  readonly description: string;
  /** False for a program that needs no local stack. */
  readonly needsStack: boolean;
}

/** The programs in examples/, by the name of the file. */
export const programs: Readonly<Record<string, ExampleProgram>> = {
  'create-and-wait': { description: 'creates a voice and waits until it is ready', needsStack: true },
  'listen-for-voice-ready': { description: 'prints the events of the queue until Ctrl-C', needsStack: true },
  'request-by-event': { description: 'requests a voice by an event, with an AWS SDK', needsStack: true },
  embed: { description: 'synthesizes a CDK app that embeds the workflow', needsStack: false },
  'use-the-simulator': {
    description: 'tests a client against a DashScope that loses an answer',
    needsStack: false,
  },
};

/** Returns the names and descriptions of the programs for a terminal. */
export function programList(): string {
  const width = Math.max(...Object.keys(programs).map((name) => name.length));
  return Object.entries(programs)
    .map(([name, { description }]) => `  ${name.padEnd(width)}  ${description}`)
    .join('\n');
}
