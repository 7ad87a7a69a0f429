import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { z } from 'zod';
import { UnsupportedResourceError } from '../../core/errors.ts';
import { Identities, onlyRef } from '../../core/identities.ts';
import type { FunctionInvoker } from '../../core/ports.ts';
import { cfnNumber, readProperties } from '../../core/resource-properties.ts';
import type { Observer } from '../../core/runner-event.ts';
import type { Declaration, Identity, LocalService, Resource } from '../../core/service.ts';
import { foreignMessage, isLocalHost } from '../../http/access.ts';
import { close, host, listen } from '../../http/listen.ts';
import { BodyTooLargeError, readBody } from '../../http/read-body.ts';
import { readAuthorizer } from './authorizer.ts';
import { type GatewayRequest, gatewayRequest } from './gateway-request.ts';
import { readGatewayResponse } from './gateway-response.ts';
import { readMethod } from './method.ts';
import type { HttpResponse } from './proxy-response.ts';
import { RestApi } from './rest-api.ts';
import { addChild, findNode, type ResourceNode } from './route-tree.ts';
import { apiGatewaySupport } from './support.ts';

/** API Gateway's limit for a request's body. */
const bodyLimitBytes = 10 * 1024 * 1024;

export interface ApiGatewayOptions {
  /** 0 (the default) selects a free port. */
  readonly port?: number;
  readonly functions: FunctionInvoker;
  readonly observer: Observer;
}

interface Stage {
  readonly api: RestApi;
  readonly deploymentId: string;
  readonly variables: Readonly<Record<string, string>> | undefined;
}

const apiProperties = z.object({
  BinaryMediaTypes: z.array(z.string()).default([]),
  MinimumCompressionSize: cfnNumber.optional(),
  Name: z.string().optional(),
});
const resourceProperties = z.object({ RestApiId: z.string(), ParentId: z.string(), PathPart: z.string() });
const stageProperties = z.object({
  RestApiId: z.string(),
  StageName: z.string(),
  DeploymentId: z.string().default(''),
  Variables: z.record(z.string(), z.string()).optional(),
});

/**
 * API Gateway's REST APIs (v1) with Lambda proxy integrations, payload format 1.0, REQUEST authorizers and gateway
 * responses. The stage is the first segment of the path: `http://127.0.0.1:<port>/v1/voices`.
 */
export class ApiGatewayService implements LocalService {
  readonly name = 'apigateway';
  readonly resources = apiGatewaySupport;
  readonly #options: ApiGatewayOptions;
  readonly #identities = new Identities();
  readonly #server: Server;
  readonly #apis = new Map<string, RestApi>();
  readonly #stages = new Map<string, Stage>();
  /** The names of the APIs, by id. */
  readonly #names = new Map<string, string>();
  #port = 0;
  #open = false;

  constructor(options: ApiGatewayOptions) {
    this.#options = options;
    this.#server = createServer((request, response) => {
      this.#handle(request, response).catch(() => response.destroy());
    });
  }

  /** Opens the port. Requests get a 503 until everything is deployed. @throws PortTakenError */
  async start(): Promise<void> {
    this.#port = await listen(this.#server, this.#options.port ?? 0);
  }

  /** Returns the URL of a stage. */
  url(stage: string): string {
    return `http://${host}:${this.#port}/${stage}`;
  }

  /** The names of the deployed stages. */
  get stages(): readonly string[] {
    return [...this.#stages.keys()];
  }

  identify(declaration: Declaration): Identity {
    const id = idOf(declaration.logicalId);
    switch (declaration.type) {
      case 'AWS::ApiGateway::RestApi': {
        const attributes = { RestApiId: id, RootResourceId: idOf(`${declaration.logicalId}/`) };
        return this.#identities.set(declaration, { ref: id, attributes });
      }
      case 'AWS::ApiGateway::Resource':
        return this.#identities.set(declaration, { ref: id, attributes: { ResourceId: id } });
      case 'AWS::ApiGateway::Authorizer':
        return this.#identities.set(declaration, { ref: id, attributes: { AuthorizerId: id } });
      case 'AWS::ApiGateway::Deployment':
        return { ref: id, attributes: { DeploymentId: id } };
      case 'AWS::ApiGateway::Stage': {
        const name = declaration.literals.StageName;
        return { ref: typeof name === 'string' ? name : declaration.logicalId, attributes: {} };
      }
      default:
        return onlyRef(declaration);
    }
  }

  async deploy(resource: Resource): Promise<void> {
    switch (resource.type) {
      case 'AWS::ApiGateway::RestApi':
        return this.#deployApi(resource);
      case 'AWS::ApiGateway::Resource':
        return this.#deployResource(resource);
      case 'AWS::ApiGateway::Method':
        return this.#deployMethod(resource);
      case 'AWS::ApiGateway::Stage':
        return this.#deployStage(resource);
      case 'AWS::ApiGateway::Authorizer': {
        const authorizer = readAuthorizer(resource);
        this.#api(resource, authorizer.restApiId).authorizers.set(
          this.#identities.get(resource).ref,
          authorizer,
        );
        return;
      }
      case 'AWS::ApiGateway::GatewayResponse': {
        const response = readGatewayResponse(resource);
        this.#api(resource, response.restApiId).responses.set(response.responseType, response);
        return;
      }
    }
  }

  async ready(): Promise<void> {
    this.#open = true;
  }

  async stop(): Promise<void> {
    await close(this.#server);
  }

  #deployApi(resource: Resource): void {
    const { ref, attributes } = this.#identities.get(resource);
    const properties = readProperties(resource, apiProperties);
    this.#names.set(ref, properties.Name ?? resource.logicalId);
    const encodings = {
      binaryMediaTypes: properties.BinaryMediaTypes,
      minimumCompressionBytes: properties.MinimumCompressionSize,
    };
    this.#apis.set(ref, new RestApi(ref, attributes.RootResourceId ?? '', encodings));
  }

  #deployResource(resource: Resource): void {
    const { RestApiId, ParentId, PathPart } = readProperties(resource, resourceProperties);
    const parent = this.#node(resource, 'ParentId', RestApiId, ParentId);
    addChild(parent, this.#identities.get(resource).ref, PathPart);
  }

  #deployMethod(resource: Resource): void {
    const { restApiId, resourceId, httpMethod, ...method } = readMethod(resource);
    this.#node(resource, 'ResourceId', restApiId, resourceId).methods.set(httpMethod, method);
  }

  #deployStage(resource: Resource): void {
    const { RestApiId, StageName, DeploymentId, Variables } = readProperties(resource, stageProperties);
    if (this.#stages.has(StageName)) {
      throw new UnsupportedResourceError(
        resource.logicalId,
        'StageName',
        'another stage has this name, and all local stages share one address',
      );
    }
    const api = this.#api(resource, RestApiId);
    this.#stages.set(StageName, { api, deploymentId: DeploymentId, variables: Variables });
  }

  #api(resource: Resource, restApiId: string): RestApi {
    const api = this.#apis.get(restApiId);
    if (api === undefined)
      throw new UnsupportedResourceError(resource.logicalId, 'RestApiId', 'the API does not exist');
    return api;
  }

  #node(resource: Resource, property: string, restApiId: string, resourceId: string): ResourceNode {
    const node = findNode(this.#api(resource, restApiId).root, resourceId);
    if (node === undefined)
      throw new UnsupportedResourceError(resource.logicalId, property, 'the API resource does not exist');
    return node;
  }

  async #handle(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const startedAt = performance.now();
    const [, stageName = '', rest = '', query = ''] =
      /^\/([^/?]*)([^?]*)(?:\?(.*))?$/s.exec(incoming.url ?? '/') ?? [];
    const request = gatewayRequest(incoming, stageName, rest === '' ? '/' : rest, query);
    const body = await readBody(incoming, bodyLimitBytes).catch((error: unknown) => {
      if (error instanceof BodyTooLargeError) return undefined;
      throw error;
    });
    const result = isLocalHost(incoming.headers.host, this.#port)
      ? await this.#respond(request, body)
      : plainResponse(403, foreignMessage('foreignHost', this.#port), 'ForbiddenException');
    write(response, request.requestId, result);
    const path = (incoming.url ?? '/').split('?')[0] ?? '/';
    this.#options.observer({
      kind: 'requestAnswered',
      method: request.method,
      path,
      status: result.statusCode,
      milliseconds: performance.now() - startedAt,
      stage: stageName,
      apiName: this.#names.get(this.#stages.get(stageName)?.api.id ?? ''),
    });
  }

  async #respond(request: GatewayRequest, body: Buffer | undefined): Promise<HttpResponse> {
    if (!this.#open) return plainResponse(503, 'Service Unavailable', 'ServiceUnavailableException');
    const stage = this.#stages.get(request.stage);
    // AWS also responds like this if no API or stage has the address.
    if (stage === undefined) return plainResponse(403, 'Forbidden', 'ForbiddenException');
    const { api, deploymentId, variables: stageVariables } = stage;
    return api.handle(
      request,
      body,
      { apiId: api.id, deploymentId, stageVariables },
      this.#options.functions,
    );
  }
}

function plainResponse(statusCode: number, message: string, errorType: string): HttpResponse {
  return {
    statusCode,
    headers: [
      ['Content-Type', 'application/json'],
      ['x-amzn-ErrorType', errorType],
    ],
    body: Buffer.from(JSON.stringify({ message })),
  };
}

function write(response: ServerResponse, requestId: string, result: HttpResponse): void {
  response.statusCode = result.statusCode;
  for (const [name, value] of result.headers) response.appendHeader(name, value);
  response.setHeader('x-amzn-RequestId', requestId);
  const bodyless = result.statusCode === 204 || result.statusCode === 304;
  if (!bodyless) response.setHeader('Content-Length', result.body.length);
  response.end(bodyless ? undefined : result.body);
}

/** Returns an id of ten characters, like AWS's ids but the same on each start. */
function idOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 10);
}
