import { readProperties, refusalsOfReader } from '../../core/resource-properties.ts';
import type { Refusal, Resource } from '../../core/service.ts';
import { readAuthorizer } from './authorizer.ts';
import { readGatewayResponse } from './gateway-response.ts';
import { readMethod } from './method.ts';
import { apiProperties, stageProperties } from './properties.ts';

/** The readers of properties, which refuse values that are not supported. */
const readers: Readonly<Record<string, (resource: Resource) => unknown>> = {
  'AWS::ApiGateway::RestApi': (resource) => readProperties(resource, apiProperties),
  'AWS::ApiGateway::Method': readMethod,
  'AWS::ApiGateway::Authorizer': readAuthorizer,
  'AWS::ApiGateway::GatewayResponse': readGatewayResponse,
  'AWS::ApiGateway::Stage': (resource) => readProperties(resource, stageProperties),
};

/** Returns the values of properties that are not supported. */
export function refusalsOf(resource: Resource): readonly Refusal[] {
  const read = readers[resource.type];
  return read === undefined ? [] : refusalsOfReader(() => read(resource));
}
