import { openApiDocument } from '../../lambdas/shared/http/openapi/document.ts';
import packageJson from '../../package.json' with { type: 'json' };
import { schemaText } from './event-schemas.ts';

/** Returns the text of docs/openapi.json, which is equal to the response of `GET /v1/openapi.json`. */
export function openApiText(): string {
  return schemaText(openApiDocument(packageJson.version));
}
