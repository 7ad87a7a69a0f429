import { openApiDocument } from '../../lambdas/shared/http/openapi/document.ts';
import packageJson from '../../package.json' with { type: 'json' };
import { schemaText } from './event-schemas.ts';

/** docs/openapi.json: what `GET /v1/openapi.json` answers. */
export function openApiText(): string {
  return schemaText(openApiDocument(packageJson.version));
}
