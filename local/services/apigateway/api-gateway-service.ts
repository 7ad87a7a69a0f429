import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { type Clock, systemClock, type TimeScale, timeScale } from '../../core/clock.ts';
import { UnsupportedResourceError } from '../../core/errors.ts';
import { Identities, onlyRef } from '../../core/identities.ts';
import type { FunctionInvoker } from '../../core/ports.ts';
import { readProperties } from '../../core/resource-properties.ts';
import type { Observer } from '../../core/runner-event.ts';
import type { Declaration, Identity, LocalService, Refusal, Resource } from '../../core/service.ts';
import { foreignMessage, isLocalHost } from '../../http/access.ts';
import { close, host, listen } from '../../http/listen.ts';
import { BodyTooLargeError, readBody } from '../../http/read-body.ts';
import { idOf } from './api-id.ts';
import { AuthorizerCache, readAuthorizer } from './authorizer.ts';
import { DeployedApis } from './deployed-apis.ts';
import { bodyLimitBytes, bodyTooLarge, edgeRefusal, maxParsedHeaderBytes, plainResponse } from './edge.ts';
import { type GatewayRequest, gatewayRequest } from './gateway-request.ts';
import { readGatewayResponse } from './gateway-response.ts';
import { readMethod } from './method.ts';
import { apiProperties, deploymentProperties, resourceProperties, stageProperties } from './properties.ts';
import type { HttpResponse } from './proxy-response.ts';
import { refusalsOf } from './refusals.ts';
import { type ApiRuntime, RestApi } from './rest-api.ts';
import { addChild, findNode, type ResourceNode } from './route-tree.ts';
import { apiGatewaySupport } from './support.ts';
import { MethodThrottle } from './throttle.ts';

export interface ApiGatewayOptions {
  /** 0 (the default) selects a free port. */
  readonly port?: number;
  readonly functions: FunctionInvoker;
  readonly observer: Observer;
  /** The folder that records deployments. Without it, a deployment is compared with none of an earlier start. */
  readonly stateFolder?: string;
  readonly clock?: Clock;
  /** Shortens the lifetime of cached authorizer results and the intervals of throttling. */
  readonly timeScale?: TimeScale;
}

interface Stage {
  readonly api: RestApi;
  readonly state: ApiRuntime;
}

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
  /** The API of each deployment, by the deployment's id. */
  readonly #deployments = new Map<string, RestApi>();
  readonly #stackNames = new Map<string, string>();
  readonly #now: () => number;
  #deployedApis = new DeployedApis(undefined);
  readonly #stages = new Map<string, Stage>();
  /** The names of the APIs, by id. */
  readonly #names = new Map<string, string>();
  #port = 0;
  #open = false;

  constructor(options: ApiGatewayOptions) {
    this.#options = options;
    const { clock = systemClock, timeScale: scale = timeScale(1) } = options;
    this.#now = () => clock.now() * scale.factor;
    this.#server = createServer({ maxHeaderSize: maxParsedHeaderBytes }, (request, response) => {
      this.#handle(request, response).catch(() => response.destroy());
    });
  }

  /** Opens the port. Requests get a 503 until everything is deployed. @throws PortTakenError */
  async start(): Promise<void> {
    this.#deployedApis = new DeployedApis(this.#options.stateFolder);
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
    this.#stackNames.set(declaration.logicalId, declaration.stackName);
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
        return this.#identities.set(declaration, { ref: id, attributes: { DeploymentId: id } });
      case 'AWS::ApiGateway::Stage': {
        const name = declaration.literals.StageName;
        return { ref: typeof name === 'string' ? name : declaration.logicalId, attributes: {} };
      }
      default:
        return onlyRef(declaration);
    }
  }

  findRefusals(resource: Resource): readonly Refusal[] {
    return refusalsOf(resource);
  }

  async deploy(resource: Resource): Promise<void> {
    switch (resource.type) {
      case 'AWS::ApiGateway::RestApi':
        return this.#deployApi(resource);
      case 'AWS::ApiGateway::Resource':
        return this.#deployResource(resource);
      case 'AWS::ApiGateway::Method':
        return this.#deployMethod(resource);
      case 'AWS::ApiGateway::Deployment':
        return this.#deployDeployment(resource);
      case 'AWS::ApiGateway::Stage':
        return this.#deployStage(resource);
      case 'AWS::ApiGateway::Authorizer': {
        const authorizer = readAuthorizer(resource);
        this.#undeployedApi(resource, authorizer.restApiId).authorizers.set(
          this.#identities.get(resource).ref,
          authorizer,
        );
        return;
      }
      case 'AWS::ApiGateway::GatewayResponse': {
        const response = readGatewayResponse(resource);
        this.#undeployedApi(resource, response.restApiId).responses.set(response.responseType, response);
        return;
      }
    }
  }

  async ready(): Promise<void> {
    this.#deployedApis.save();
    this.#open = true;
  }

  async removeStack(stackName: string): Promise<void> {
    new DeployedApis(this.#options.stateFolder).removeStack(stackName);
  }

  async stop(): Promise<void> {
    await close(this.#server);
  }

  #deployApi(resource: Resource): void {
    const { ref, attributes } = this.#identities.get(resource);
    const properties = readProperties(resource, apiProperties);
    for (const [id, api] of this.#deployments) if (api.id === ref) this.#deployments.delete(id);
    this.#names.set(ref, properties.Name);
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

  /**
   * A deployment is a snapshot of the API. No copy is needed, because later changes are refused.
   * https://docs.aws.amazon.com/apigateway/latest/developerguide/how-to-deploy-api.html
   */
  #deployDeployment(resource: Resource): void {
    const { RestApiId } = readProperties(resource, deploymentProperties);
    const api = this.#api(resource, RestApiId);
    const { logicalId } = resource;
    this.#deployedApis.add(this.#stackNames.get(logicalId) ?? '', logicalId, api);
    this.#deployments.set(this.#identities.get(resource).ref, api);
  }

  #deployStage(resource: Resource): void {
    const properties = readProperties(resource, stageProperties);
    const { RestApiId, StageName, DeploymentId, MethodSettings, Variables } = properties;
    if (this.#stages.has(StageName)) {
      throw new UnsupportedResourceError(
        resource.logicalId,
        'StageName',
        'another stage has this name, and all local stages share one address',
      );
    }
    const api = this.#deployments.get(DeploymentId);
    if (api === undefined) {
      throw new UnsupportedResourceError(resource.logicalId, 'DeploymentId', 'the deployment does not exist');
    }
    if (api.id !== RestApiId) {
      throw new UnsupportedResourceError(
        resource.logicalId,
        'DeploymentId',
        'the deployment belongs to another API',
      );
    }
    const state: ApiRuntime = {
      apiId: api.id,
      deploymentId: DeploymentId,
      stageVariables: Variables,
      functions: this.#options.functions,
      throttle: new MethodThrottle(MethodSettings, this.#now),
      cache: new AuthorizerCache(this.#now),
    };
    this.#stages.set(StageName, { api, state });
  }

  /** @throws UnsupportedResourceError if a deployment of the API exists, because no stage would serve the change */
  #undeployedApi(resource: Resource, restApiId: string): RestApi {
    const api = this.#api(resource, restApiId);
    if ([...this.#deployments.values()].some(({ id }) => id === restApiId)) {
      throw new UnsupportedResourceError(
        resource.logicalId,
        'RestApiId',
        'the deployment of the API does not depend on this resource, so that no stage would serve it. Add it to DependsOn of the deployment',
      );
    }
    return api;
  }

  #api(resource: Resource, restApiId: string): RestApi {
    const api = this.#apis.get(restApiId);
    if (api === undefined)
      throw new UnsupportedResourceError(resource.logicalId, 'RestApiId', 'the API does not exist');
    return api;
  }

  #node(resource: Resource, property: string, restApiId: string, resourceId: string): ResourceNode {
    const node = findNode(this.#undeployedApi(resource, restApiId).root, resourceId);
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
      ? (edgeRefusal(incoming) ?? (body === undefined ? bodyTooLarge : await this.#respond(request, body)))
      : plainResponse(403, foreignMessage('foreignHost', this.#port), 'ForbiddenException');
    write(response, request, result);
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

  async #respond(request: GatewayRequest, body: Buffer): Promise<HttpResponse> {
    if (!this.#open) return plainResponse(503, 'Service Unavailable', 'ServiceUnavailableException');
    const stage = this.#stages.get(request.stage);
    // AWS also responds like this if no API or stage has the address.
    if (stage === undefined) return plainResponse(403, 'Forbidden', 'ForbiddenException');
    return stage.api.handle(request, body, stage.state);
  }
}

function write(
  response: ServerResponse,
  { requestId, extendedRequestId }: GatewayRequest,
  result: HttpResponse,
): void {
  response.statusCode = result.statusCode;
  for (const [name, value] of result.headers) response.appendHeader(name, value);
  response.setHeader('x-amzn-RequestId', requestId);
  response.setHeader('x-amz-apigw-id', extendedRequestId);
  const bodyless = result.statusCode === 204 || result.statusCode === 304;
  if (!bodyless) response.setHeader('Content-Length', result.body.length);
  response.end(bodyless ? undefined : result.body);
}
