import { z } from 'zod';
import { UsageError } from './options.ts';
import { type RunningSimulator, runSimulator } from './simulator-process.ts';

/** Whom the stack asks for voices, and what its provider secret holds. */
export interface LocalProvider {
  readonly secret: string;
  /** One line for the terminal. */
  readonly description: string;
  /** Null when the provider is the real one. */
  readonly simulator: RunningSimulator | null;
}

const variables = z.object({
  DASHSCOPE_API_KEY: z.string().min(1).optional(),
  DASHSCOPE_SCOPE: z
    .enum(['mainland', 'international'], 'DASHSCOPE_SCOPE is mainland or international')
    .default('mainland'),
  DASHSCOPE_WORKSPACE_ID: z.string().min(1).optional(),
  DASHSCOPE_HTTP_BASE_URL: z.string().min(1).optional(),
});

/**
 * The scope of the real provider's key; null where the environment holds none.
 *
 * @throws UsageError for a variable that cannot be used
 */
export function realScope(environment: NodeJS.ProcessEnv): 'mainland' | 'international' | null {
  const { DASHSCOPE_API_KEY, DASHSCOPE_SCOPE } = parseVariables(environment);
  return DASHSCOPE_API_KEY ? DASHSCOPE_SCOPE : null;
}

function parseVariables(environment: NodeJS.ProcessEnv): z.output<typeof variables> {
  const parsed = variables.safeParse(environment);
  if (parsed.success) return parsed.data;
  throw new UsageError(parsed.error.issues.map(({ message }) => message).join('; '));
}

/**
 * The real provider where the environment holds a key, else the simulator, found again or started.
 *
 * @throws UsageError for a variable that cannot be used
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
    const where = DASHSCOPE_HTTP_BASE_URL ?? 'its documented host';
    return {
      secret: JSON.stringify({ [DASHSCOPE_SCOPE]: account }),
      description: `DashScope, scope ${DASHSCOPE_SCOPE}, at ${where}; no simulator`,
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
    description: `simulator at ${mainland}${running.found ? ' (found running)' : ''}`,
    simulator: running,
  };
}
