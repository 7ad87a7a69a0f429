import { Duration, RemovalPolicy, Size, Validations } from 'aws-cdk-lib';
import {
  AccessLogField,
  AccessLogFormat,
  AuthorizationType,
  EndpointType,
  type IAuthorizer,
  IdentitySource,
  type IResource,
  LambdaIntegration,
  LogGroupLogDestination,
  MethodLoggingLevel,
  RequestAuthorizer,
  RestApi,
} from 'aws-cdk-lib/aws-apigateway';
import { ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { type IFunction, Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { APIGATEWAY_AUTHORIZER_CHANGE_DEPLOYMENT_LOGICAL_ID } from 'aws-cdk-lib/cx-api';
import { Construct } from 'constructs';
import { methodsOf, type Route, routes, studioPaths } from '../../lambdas/shared/contract.ts';
import type { FunctionSettings } from '../operations/operation.ts';
import { physicalName } from '../physical-name.ts';
import { gatewayProblems, problemTemplate } from './problem-responses.ts';

export interface VoiceApiProps {
  /** The function that answers each call. */
  readonly functions: Readonly<Record<Route['operation'], IFunction>>;
  readonly authorizeRequest: IFunction;
  /** Rejects requests without a route with 404, or 405 and `Allow`. */
  readonly answerUnrouted: IFunction;
  /** The function of the studio, or undefined for an API without it. */
  readonly serveStudio: IFunction | undefined;
  /** Sets the role with which API Gateway writes logs. An account and region has one for all APIs. */
  readonly apiLogRole: boolean;
  /** Requests per second that each method serves, with bursts of twice as many. */
  readonly requestsPerSecond: number;
  readonly settings: FunctionSettings;
}

/** Maximum length in the CDK, where the name is a dimension of the API's metrics. API Gateway itself allows more. */
const apiNameMax = 255;

/**
 * One line for each request, also for those that the authorizer refuses. The request id joins it with the lines of the
 * function, and the trace id with the trace.
 */
const accessLogFormat = AccessLogFormat.custom(
  JSON.stringify({
    requestId: AccessLogField.contextRequestId(),
    traceId: AccessLogField.contextXrayTraceId(),
    requestTime: AccessLogField.contextRequestTime(),
    ip: AccessLogField.contextIdentitySourceIp(),
    httpMethod: AccessLogField.contextHttpMethod(),
    resourcePath: AccessLogField.contextResourcePath(),
    // It contains the id of the voice, audition or alias.
    path: AccessLogField.contextPath(),
    status: AccessLogField.contextStatus(),
    milliseconds: AccessLogField.contextResponseLatency(),
    responseLength: AccessLogField.contextResponseLength(),
    owner: AccessLogField.contextAuthorizer('owner'),
    keyId: AccessLogField.contextAuthorizer('keyId'),
  }),
);

const stageName = 'v1';

const open = { authorizationType: AuthorizationType.NONE };

/**
 * The HTTP API, a regional REST API with the stage `v1`. All its errors are problem documents.
 *
 * @example
 * new CfnOutput(this, 'VoicesUrl', { value: voices.api.url });
 */
export class VoiceApi extends Construct {
  /** The REST API, for a domain name, a web ACL or further metrics. */
  readonly api: RestApi;
  readonly #hasStudio: boolean;

  /** @internal */
  constructor(scope: Construct, id: string, props: VoiceApiProps) {
    super(scope, id);
    // In an app without this flag, the stage would keep a deployment with the previous authorizer.
    this.node.setContext(APIGATEWAY_AUTHORIZER_CHANGE_DEPLOYMENT_LOGICAL_ID, true);
    const accessLog = new LogGroup(this, 'AccessLog', {
      retention: props.settings.logRetention,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    this.api = new RestApi(this, 'RestApi', {
      restApiName: physicalName(this, apiNameMax),
      description: 'Custom voices from DashScope',
      endpointTypes: [EndpointType.REGIONAL],
      // Lists of voices and the studio shrink to about a third. Smaller responses fit into one packet anyway.
      minCompressionSize: Size.kibibytes(1),
      cloudWatchRole: props.apiLogRole,
      // The account's settings still name the role after this stack is deleted.
      ...(props.apiLogRole && { cloudWatchRoleRemovalPolicy: RemovalPolicy.RETAIN }),
      deployOptions: {
        stageName,
        tracingEnabled: true,
        throttlingRateLimit: props.requestsPerSecond,
        throttlingBurstLimit: 2 * props.requestsPerSecond,
        loggingLevel: MethodLoggingLevel.ERROR,
        // Request bodies contain the texts of voices, which must not reach the logs.
        dataTraceEnabled: false,
        accessLogDestination: new LogGroupLogDestination(accessLog),
        accessLogFormat,
      },
    });
    const authorizer = new RequestAuthorizer(this, 'Authorizer', {
      handler: props.authorizeRequest,
      identitySources: [IdentitySource.header('Authorization')],
      // A revoked key must be refused immediately.
      resultsCacheTtl: Duration.seconds(0),
    });
    this.#addRoutes(props.functions, authorizer);
    this.#addUnrouted(props.answerUnrouted);
    this.#hasStudio = props.serveStudio !== undefined;
    if (props.serveStudio) this.#addStudio(props.serveStudio);
    this.#addGatewayResponses();
    this.#acknowledge();
  }

  /** URL of the stage, with a slash at the end. */
  get url(): string {
    return this.api.url;
  }

  /** URL of the studio, or undefined without it. */
  get studioUrl(): string | undefined {
    return this.#hasStudio ? this.api.urlForPath(studioPaths.page) : undefined;
  }

  /** Adds the methods of the routes. Routes with one function share its integration. */
  #addRoutes(functions: VoiceApiProps['functions'], authorizer: IAuthorizer): void {
    const integrations = new Map<IFunction, LambdaIntegration>();
    for (const route of routes) {
      const target = functions[route.operation];
      const integration =
        integrations.get(target) ?? new LambdaIntegration(target, { allowTestInvoke: false });
      integrations.set(target, integration);
      const resource: IResource = this.api.root.resourceForPath(route.path);
      for (const method of methodsOf(route)) {
        resource.addMethod(
          method,
          integration,
          route.scope ? { authorizer, authorizationType: AuthorizationType.CUSTOM } : open,
        );
      }
    }
  }

  /**
   * Adds a method to every path without a route, and to the other methods of every route. Their function answers on each
   * path of the stage, so it has one permission instead of one for each path. Their number would reach the limits of the
   * function's policy and of the stack.
   */
  #addUnrouted(answerUnrouted: IFunction): void {
    answerUnrouted.addPermission('UnroutedCalls', {
      principal: new ServicePrincipal('apigateway.amazonaws.com'),
      scope: this,
      sourceArn: this.api.arnForExecuteApi('*', '/*', stageName),
    });
    const permitted = LambdaFunction.fromFunctionAttributes(this, 'AnswerUnrouted', {
      functionArn: answerUnrouted.functionArn,
      skipPermissions: true,
    });
    const integration = new LambdaIntegration(permitted, { allowTestInvoke: false });
    for (const path of new Set(['/', '/{proxy+}', ...routes.flatMap(({ path }) => prefixesOf(path))])) {
      this.api.root.resourceForPath(path).addMethod('ANY', integration, open);
    }
  }

  /** Adds the paths of the studio with one method each. A method for each HTTP method would double the resources. */
  #addStudio(serveStudio: IFunction): void {
    const integration = new LambdaIntegration(serveStudio, { allowTestInvoke: false });
    for (const path of Object.values(studioPaths)) {
      this.api.root.resourceForPath(path).addMethod('ANY', integration, open);
    }
  }

  #addGatewayResponses(): void {
    for (const problem of gatewayProblems) {
      this.api.addGatewayResponse(problem.type.responseType, {
        type: problem.type,
        statusCode: String(problem.status),
        templates: { 'application/json': problemTemplate(problem) },
        responseHeaders: {
          'Content-Type': "'application/problem+json'",
          'Cache-Control': "'no-store'",
          'X-Content-Type-Options': "'nosniff'",
          ...Object.fromEntries(
            Object.entries(problem.headers ?? {}).map(([header, value]) => [header, `'${value}'`]),
          ),
        },
      });
    }
  }

  #acknowledge(): void {
    Validations.of(this.api).acknowledge(
      {
        id: 'AwsSolutions::AwsSolutions-APIG2',
        reason:
          'The functions validate requests with one schema, and their answer names every invalid field.',
      },
      {
        id: 'AwsSolutions::AwsSolutions-APIG3',
        reason: 'A web ACL is the choice of the account, which can add one to a REST API at any time.',
      },
      {
        id: 'AwsSolutions::AwsSolutions-APIG4',
        reason:
          'The methods without authorization are the health check, the studio, whose files contain no data, and those that answer 404 and 405.',
      },
      {
        id: 'AwsSolutions::AwsSolutions-COG4',
        reason: 'Callers are services with API keys, for which the API has its own authorizer.',
      },
      {
        id: 'AwsSolutions::AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs]',
        reason: 'AWS provides this policy for the role with which API Gateway writes the logs of an account.',
      },
    );
  }
}

/** Returns the path of each resource down to `path`, such as `/a` and `/a/b` for `/a/b`. */
function prefixesOf(path: string): string[] {
  const parts = path.split('/').slice(1);
  return parts.map((_, index) => `/${parts.slice(0, index + 1).join('/')}`);
}
