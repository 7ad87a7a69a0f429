import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';

const root = join(import.meta.dirname, '..', '..');

/** IAM actions of the AWS SDK's commands. */
const actionsOf: Readonly<Record<string, readonly string[]>> = {
  GetItem: ['dynamodb:GetItem'],
  PutItem: ['dynamodb:PutItem'],
  UpdateItem: ['dynamodb:UpdateItem'],
  DeleteItem: ['dynamodb:DeleteItem'],
  Query: ['dynamodb:Query'],
  GetObject: ['s3:GetObject'],
  // Without `s3:ListBucket`, S3 answers 403 for a missing object.
  HeadObject: ['s3:GetObject', 's3:ListBucket'],
  ListObjectsV2: ['s3:ListBucket'],
  PutObject: ['s3:PutObject'],
  DeleteObject: ['s3:DeleteObject'],
  GetSecretValue: ['secretsmanager:GetSecretValue'],
  PutEvents: ['events:PutEvents'],
  StartExecution: ['states:StartExecution'],
  DescribeExecution: ['states:DescribeExecution'],
  ListExecutions: ['states:ListExecutions'],
  GetQueueAttributes: ['sqs:GetQueueAttributes'],
  SendTaskSuccess: ['states:SendTaskSuccess'],
};

/** Functions and classes that only stores use, with the command that each sends. */
const helpers: Readonly<Record<string, string>> = {
  readItem: 'GetItem',
  putItem: 'PutItem',
  updateItem: 'UpdateItem',
  updateItemIf: 'UpdateItem',
  queryPartition: 'Query',
  MonthPages: 'Query',
};

interface Module {
  readonly path: string;
  readonly text: string;
}

/**
 * Returns the AWS actions that the code of an operation can take. They come from the methods of stores that the bundle
 * calls, under the names that the operation's dependencies give to the stores, and from the bundle's other modules.
 */
export async function usedActions(operation: string): Promise<ReadonlySet<string>> {
  const modules = await bundledModules(operation);
  const stores = new Map<string, string>();
  for (const { text } of modules) {
    for (const [, name = '', store = ''] of text.matchAll(/(\w+)(?: =|:) new ((?:Dynamo|S3)\w+)\(/g)) {
      stores.set(`${name} ${store}`, name);
    }
  }
  const actions = new Set<string>();
  for (const { text } of modules) {
    const store = /export class ((?:Dynamo|S3)\w+)/.exec(text)?.[1];
    if (store === undefined) {
      for (const [name, body] of functionsOf(text)) {
        // The helpers count for the stores that call them.
        if (!(name in helpers) && isUsed(name, text, modules)) add(actions, commandsIn(body));
      }
      continue;
    }
    const names = [...stores].filter(([key]) => key.endsWith(` ${store}`)).map(([, name]) => name);
    const methods = methodsOf(text);
    for (const method of methods.keys()) {
      const isCalled = names.some((name) => modules.some((each) => calls(each.text, name, method)));
      if (isCalled) add(actions, commandsOf(method, methods));
    }
  }
  return actions;
}

async function bundledModules(operation: string): Promise<Module[]> {
  const { metafile } = await build({
    entryPoints: [join(root, 'lambdas', operation, 'handler.ts')],
    absWorkingDir: root,
    bundle: true,
    write: false,
    metafile: true,
    outdir: root,
    platform: 'node',
    format: 'esm',
    packages: 'external',
  });
  return Object.values(metafile.outputs)
    .flatMap(({ inputs }) => Object.entries(inputs))
    .filter(([, { bytesInOutput }]) => bytesInOutput > 0)
    .map(([path]) => ({ path, text: readFileSync(join(root, path), 'utf8') }));
}

/** Returns the name and the text of each top-level function or class of a module. */
function functionsOf(text: string): [string, string][] {
  return [...text.matchAll(/^(?:export )?(?:async )?(?:function|class) (\w+)(.*?)^\}/gms)].map(
    ([, name = '', body = '']) => [name, body],
  );
}

function isUsed(name: string, text: string, modules: readonly Module[]): boolean {
  const elsewhere = modules.some((each) => each.text !== text && new RegExp(`\\b${name}\\b`).test(each.text));
  return elsewhere || text.split(name).length > 2;
}

/** Returns the text of each method of the only class in a module, by the method's name. */
function methodsOf(text: string): Map<string, string> {
  const methods = new Map<string, string>();
  for (const [, name = '', body = ''] of text.matchAll(
    /^ {2}(?:async )?\*?(#?\w+)(?:<[^\n]*>)?\((.*?)^ {2}\}/gms,
  )) {
    methods.set(name, body);
  }
  return methods;
}

function commandsOf(
  method: string,
  methods: ReadonlyMap<string, string>,
  seen = new Set<string>(),
): string[] {
  if (seen.has(method)) return [];
  seen.add(method);
  const body = methods.get(method) ?? '';
  const called = [...methods.keys()].filter((name) => body.includes(`this.${name}(`));
  return [...commandsIn(body), ...called.flatMap((name) => commandsOf(name, methods, seen))];
}

/** Returns the names of the commands that a text sends, and the indexes that it queries as `#<index>`. */
function commandsIn(text: string): string[] {
  const commands = [...text.matchAll(/new (\w+)Command\(/g)].map(([, command = '']) => command);
  for (const [helper, command] of Object.entries(helpers)) {
    if (new RegExp(`\\b${helper}\\(`).test(text)) commands.push(command);
  }
  const queries = text.includes('paginateQuery(') || commands.includes('Query');
  const indexes = [...text.matchAll(/indexes\.(\w+)/g)].map(([, index = '']) => `#${index}`);
  // `MonthPages` selects the index by the filter.
  const pages = text.includes('this.#pages.read(') ? ['#byMonth', '#byStatus'] : [];
  return [...commands, ...pages, ...(queries ? ['Query', ...indexes] : [])];
}

function calls(text: string, name: string, method: string): boolean {
  return new RegExp(`\\b${name}\\.${method}\\(`).test(text);
}

function add(actions: Set<string>, commands: readonly string[]): void {
  for (const command of commands) {
    if (command.startsWith('#')) actions.add(`dynamodb:Query ${command.slice(1)}`);
    else if (command !== 'Query')
      for (const action of actionsOf[command] ?? [`? ${command}`]) actions.add(action);
  }
}
