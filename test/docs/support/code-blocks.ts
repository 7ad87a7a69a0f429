import { readdirSync, readFileSync } from 'node:fs';

/** A fenced block of a page. */
export interface CodeBlock {
  readonly page: string;
  /** Line of the opening fence, from 1. */
  readonly line: number;
  readonly language: string;
  readonly text: string;
}

export const pages: readonly string[] = [
  'README.md',
  'CONTRIBUTING.md',
  'SECURITY.md',
  ...readdirSync('docs')
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
];

/** Parts that `npm run docs` writes. test/docs/generated.test.ts compares them with the code. */
const generated = /<!-- generated: (.+?) -->[\s\S]*?<!-- end: \1 -->/g;

/** Returns the hand-written blocks of a page, or of all pages. */
export function codeBlocks(page?: string): readonly CodeBlock[] {
  return (page === undefined ? pages : [page]).flatMap((each) =>
    blocksIn(
      each,
      readFileSync(each, 'utf8').replaceAll(generated, (part) => part.replaceAll(/[^\n]/g, '')),
    ),
  );
}

/** Returns the fenced blocks of a text. @throws Error for a fence that is never closed */
export function blocksIn(page: string, text: string): readonly CodeBlock[] {
  const blocks: CodeBlock[] = [];
  const lines = text.split('\n');
  for (let at = 0; at < lines.length; at += 1) {
    const [, indent = '', language = ''] = /^( *)```(.*)$/.exec(lines[at] ?? '') ?? [];
    if (!lines[at]?.trimStart().startsWith('```')) continue;
    const end = lines.findIndex((line, index) => index > at && line.trim() === '```');
    if (end < 0) throw new Error(`${page}:${at + 1}: the block has no end`);
    const body = lines
      .slice(at + 1, end)
      .map((line) => (line.startsWith(indent) ? line.slice(indent.length) : line));
    blocks.push({ page, line: at + 1, language, text: body.join('\n') });
    at = end;
  }
  return blocks;
}

/** Returns true for the transcript of `npm run demo`, which test/e2e/events.test.ts compares with the demo. */
export const isDemoTranscript = ({ language, text }: CodeBlock): boolean =>
  language === 'text' && text.includes('Audition of');

/** Returns true for the output of `npm stop -- --destroy`, which test/scripts/stop.test.ts runs. */
export const isDestroyTranscript = ({ language, text }: CodeBlock): boolean =>
  language === 'text' && /^The stack \w+ is deleted\./.test(text);

/** Names a block in the messages of a test. */
export const nameOf = ({ page, line, text }: CodeBlock): string => `${page}:${line} ${text.split('\n')[0]}`;

/** Commands that a test cannot run, and why. A block holds only such commands, or none. */
export const notRunHere: readonly { readonly command: RegExp; readonly because: string }[] = [
  { command: /^npm start -- --assembly\b/, because: 'it runs the stack of another app' },
  {
    command: /^npm run package\b/,
    because: 'it installs packages from a registry: npm run package:test checks the result',
  },
  { command: /^npm start$/, because: 'it starts a whole stack: .ci/run does so in a fresh clone' },
  {
    command: /^npm run cdk -- (bootstrap|diff|deploy|destroy)\b/,
    because: 'it changes an AWS account: test/lib checks the template that it would deploy',
  },
  {
    command: /^npm run -s voice -- .*--stack \w+/,
    because: 'it needs a deployment on AWS: test/cli runs --stack against a simulated CloudFormation',
  },
  { command: /^aws \w+/, because: 'it needs the AWS CLI: test/e2e calls the local services with AWS SDKs' },
];

/** Returns the commands of a shell block; continued lines and lines inside quotes belong to the command before. */
export function commandsOf(text: string): readonly string[] {
  const commands: string[] = [];
  let command = '';
  for (const line of text.split('\n')) {
    command = command === '' ? line : `${command}\n${line}`;
    const quotes = command.match(/'/g)?.length ?? 0;
    if (line.endsWith('\\') || quotes % 2 === 1) continue;
    if (command.trim() !== '' && !command.startsWith('#')) commands.push(command.trim());
    command = '';
  }
  return command === '' ? commands : [...commands, command];
}

/** Returns the shell blocks of the first deployment, which test/cli/permissions/first-deployment.test.ts runs. */
export function firstDeployment(): readonly CodeBlock[] {
  const page = 'docs/deploying.md';
  const end = readFileSync(page, 'utf8').split('\n').indexOf('## The provider secret');
  return codeBlocks(page).filter(({ language, line }) => language === 'sh' && line < end);
}

/** Returns true for a shell block that the tests run. @throws Error for a block with commands of both kinds */
export function isRunHere(block: CodeBlock): boolean {
  if (firstDeployment().some(({ page, line }) => page === block.page && line === block.line)) return false;
  const commands = commandsOf(block.text);
  const skipped = commands.filter((text) => notRunHere.some(({ command }) => command.test(text)));
  if (skipped.length > 0 && skipped.length < commands.length) {
    throw new Error(`${nameOf(block)}: put commands that run here into a separate block`);
  }
  return skipped.length === 0;
}
