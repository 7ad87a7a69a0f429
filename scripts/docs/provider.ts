import { FAMILIES, OPERATIONS, SCOPES } from '../../lambdas/shared/dashscope/index.ts';
import { PROVIDER_FACTS, type ProviderFact } from '../../lambdas/shared/dashscope/provider-facts.ts';
import { simulatedFacts } from '../../simulator/provider-facts.ts';
import { withGenerated } from './generated.ts';
import type { MatrixRow } from './provider-matrix.ts';
import { SITUATIONS } from './provider-situations.ts';

/** Returns docs/provider.md with its generated tables: the facts, and the results of a run of the client against the simulator. */
export function providerPage(page: string, rows: readonly MatrixRow[]): string {
  const client = withGenerated(page, 'facts of the client', factsTable(PROVIDER_FACTS));
  const both = withGenerated(client, 'facts of the simulator', factsTable(simulatedFacts));
  const withOperations = withGenerated(both, 'operations', operationsTable(rows));
  return withGenerated(withOperations, 'situations', situationsTable(rows));
}

const table = (head: readonly string[], lines: readonly (readonly string[])[]): string =>
  [head, head.map(() => '---'), ...lines].map((cells) => `| ${cells.join(' | ')} |`).join('\n');

const statusText = (status: number | null): string => (status === null ? 'no answer' : String(status));

function factsTable(facts: Readonly<Record<string, ProviderFact>>): string {
  const lines = Object.values(facts).map(({ topic, value, source, date }) => [
    topic,
    `\`${JSON.stringify(value).replaceAll('|', '\\|')}\``,
    source,
    date,
  ]);
  return table(['fact', 'value', 'source', 'as of'], lines);
}

/** One row for each operation, family and scope: the result of the documented call, and all statuses that occurred. */
function operationsTable(rows: readonly MatrixRow[]): string {
  const lines = OPERATIONS.flatMap((operation) =>
    FAMILIES.flatMap((family) =>
      SCOPES.map((scope) => {
        const observed = rows.filter(
          (row) => row.operation === operation && row.family === family && row.scope === scope,
        );
        const documented = observed.filter((row) => row.situation === 'as documented');
        const statuses = [...new Set(observed.map((row) => row.status ?? 1_000))].sort(
          (one, other) => one - other,
        );
        return [
          `\`${operation}\``,
          family,
          scope,
          documented.map((row) => `${statusText(row.status)}, ${row.client}`).join(),
          String(observed.length),
          statuses.map((status) => statusText(status === 1_000 ? null : status)).join(', '),
        ];
      }),
    ),
  );
  return table(['operation', 'family', 'scope', 'as documented', 'situations', 'statuses'], lines);
}

interface Group {
  readonly operations: readonly string[];
  readonly families: readonly string[];
  readonly scopes: readonly string[];
  readonly status: string;
  readonly code: string;
  readonly client: string;
}

/** One row for all operations, families and scopes with the same result. */
function situationsTable(rows: readonly MatrixRow[]): string {
  const lines = SITUATIONS.flatMap(({ name }) => {
    const cells = rows.filter((row) => row.situation === name).map(groupOf);
    const groups = merge(merge(merge(cells, 'scopes'), 'families'), 'operations');
    return groups.map(({ operations, families, scopes, status, code, client }) => [
      name,
      operations.length === OPERATIONS.length ? 'all' : inOrder(operations, OPERATIONS).join(', '),
      families.length === FAMILIES.length ? 'both' : families.join(),
      scopes.length === SCOPES.length ? 'both' : scopes.join(),
      code === '' ? status : `${status} \`${code}\``,
      client,
    ]);
  });
  return table(['situation', 'operation', 'family', 'scope', 'status', 'result of the client'], lines);
}

function groupOf({ operation, family, scope, status, code, client }: MatrixRow): Group {
  return {
    operations: [operation],
    families: [family],
    scopes: [scope],
    status: statusText(status),
    code: code ?? '',
    client,
  };
}

/** Merges groups that differ only in one list. */
function merge(groups: readonly Group[], list: 'operations' | 'families' | 'scopes'): Group[] {
  const byRest = new Map<string, Group>();
  for (const group of groups) {
    const rest = JSON.stringify({ ...group, [list]: null });
    const previous = byRest.get(rest);
    byRest.set(
      rest,
      previous === undefined ? group : { ...previous, [list]: [...previous[list], ...group[list]] },
    );
  }
  return [...byRest.values()];
}

const inOrder = (some: readonly string[], all: readonly string[]): readonly string[] =>
  all.filter((one) => some.includes(one));
