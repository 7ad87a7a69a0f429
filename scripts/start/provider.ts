import { z } from 'zod';
import { isLoopback } from '../../lambdas/shared/dashscope/endpoint.ts';
import { UsageError } from './options.ts';
import { type RunningSimulator, runSimulator } from './simulator-process.ts';

/** The provider of the local stack. */
export interface LocalProvider {
  /** The content of the provider secret. */
  readonly secret: string;
  /** One line for the terminal. */
  readonly description: string;
  /** Null with the real provider. */
  readonly simulator: RunningSimulator | null;
}

const variablesSchema = z.object({
  DASHSCOPE_API_KEY: z.string().min(1).optional(),
  DASHSCOPE_SCOPE: z
    .enum(['mainland', 'international'], 'DASHSCOPE_SCOPE must be mainland or international')
    .default('mainland'),
  DASHSCOPE_WORKSPACE_ID: z.string().min(1).optional(),
  DASHSCOPE_HTTP_BASE_URL: z.string().min(1).optional(),
});

/** The scope of the real provider's key. */
export type RealScope = 'mainland' | 'international';

/**
 * Returns the scope of the real provider's key, or null if the environment contains no key.
 *
 * @throws UsageError for an invalid variable
 */
export function realScope(environment: NodeJS.ProcessEnv): RealScope | null {
  const { DASHSCOPE_API_KEY, DASHSCOPE_SCOPE } = parseVariables(environment);
  return DASHSCOPE_API_KEY ? DASHSCOPE_SCOPE : null;
}

/** The host of the simulator, on each port. */
const simulatorHost = '127.0.0.1';

/**
 * Returns the hosts on this machine to which the stack may send the provider's keys: the simulator's, or that of
 * `DASHSCOPE_HTTP_BASE_URL`.
 *
 * @throws UsageError for an invalid variable
 */
export function localHosts(environment: NodeJS.ProcessEnv): readonly string[] {
  const { DASHSCOPE_API_KEY, DASHSCOPE_HTTP_BASE_URL: url } = parseVariables(environment);
  if (!DASHSCOPE_API_KEY) return [simulatorHost];
  if (url === undefined || !URL.canParse(url)) return [];
  const { hostname, host } = new URL(url);
  return isLoopback(hostname) ? [host] : [];
}

function parseVariables(environment: NodeJS.ProcessEnv): z.output<typeof variablesSchema> {
  const parsed = variablesSchema.safeParse(environment);
  if (parsed.success) return parsed.data;
  throw new UsageError(parsed.error.issues.map(({ message }) => message).join('; '));
}

/**
 * Returns the real provider if the environment contains a key. Otherwise finds or starts the simulator.
 *
 * @throws UsageError for an invalid variable
 * @throws SimulatorError
 */
export async function localProvider(
  environment: NodeJS.ProcessEnv,
  simulator: Parameters<typeof runSimulator>[0],
): Promise<LocalProvider> {
  const { DASHSCOPE_API_KEY, DASHSCOPE_SCOPE, DASHSCOPE_WORKSPACE_ID, DASHSCOPE_HTTP_BASE_URL } =
    parseVariables(environment);
  if (DASHSCOPE_API_KEY) {
    const account = {
      apiKey: DASHSCOPE_API_KEY,
      baseUrl: DASHSCOPE_HTTP_BASE_URL,
      workspaceId: DASHSCOPE_WORKSPACE_ID,
    };
    const host = DASHSCOPE_HTTP_BASE_URL ?? 'its documented host';
    return {
      secret: JSON.stringify({ [DASHSCOPE_SCOPE]: account }),
      description: `DashScope, scope ${DASHSCOPE_SCOPE}, at ${host} (real provider)`,
      simulator: null,
    };
  }
  const running = await runSimulator(simulator);
  const { mainland, international } = running.urls;
  return {
    secret: JSON.stringify({
      mainland: { apiKey: 'sk-local-mainland', baseUrl: mainland },
      international: { apiKey: 'sk-local-international', baseUrl: international },
    }),
    description: `simulator at ${mainland}${running.wasRunning ? ' (already running)' : ''}`,
    simulator: running,
  };
}
