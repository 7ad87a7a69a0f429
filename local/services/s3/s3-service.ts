import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import type { AccessControl, AccessRequest } from '../../core/access-control.ts';
import { AccessDeniedError, deniedMessage } from '../../core/access-denied.ts';
import { partition, region, urlSuffix } from '../../core/aws-account.ts';
import { Identities, physicalName, refuseComputedName } from '../../core/identities.ts';
import { ignoredReasons } from '../../core/ignored-reasons.ts';
import type { StorageFailureReporter } from '../../core/ports.ts';
import type { Principal } from '../../core/principal.ts';
import type { Declaration, Identity, LocalService, Resource, ResourceSupport } from '../../core/service.ts';
import { foreignMessage, foreignOrigin, identifyCaller } from '../../http/access.ts';
import { listenWithFastify, portOf } from '../../http/listen.ts';
import { localSecretAccessKey, sha256 } from '../../http/sigv4.ts';
import { registerS3Routes, S3Store } from '../fauxqs/fauxqs.ts';
import { openPersistence, type PersistenceManager } from '../fauxqs/persistence.ts';
import { listRequest, type S3Call, s3Requests } from './access-rules.ts';
import { checkAnswer } from './answer-checks.ts';
import { checkRequest } from './request-checks.ts';
import { type ReceivedRequest, readClaim, refuseTwoMechanisms, verifyClaim } from './request-signature.ts';
import { S3Error } from './s3-error.ts';

/** The limit of one PutObject or one part. S3's own limit is 5 GiB, but here a body is held in memory. */
const bodyLimitBytes = 256 * 1024 * 1024;

export interface S3Options {
  /** The folder of the stored objects. */
  readonly stateFolder: string;
  /** The port, which is part of presigned URLs. 0 (the default) selects a free port. */
  readonly port?: number;
  /** Identifies callers by the access key ids of requests and signed links, and checks their permissions. */
  readonly access: AccessControl;
  readonly reportStorageFailure?: StorageFailureReporter;
}

const bucketSupport: ResourceSupport = {
  supported: ['BucketName'],
  ignored: {
    BucketEncryption: ignoredReasons.encryption,
    LifecycleConfiguration: 'a local object is kept until a request or the deletion of its bucket deletes it',
    OwnershipControls: 'the local stack has one account',
    PublicAccessBlockConfiguration: 'the endpoint listens on 127.0.0.1 only',
    Tags: ignoredReasons.tags,
  },
};

/**
 * S3, implemented with fauxqs: objects on disk, signed requests and links, and `If-None-Match: *` on a put. It supports
 * one `response-*` parameter of links, `response-content-disposition`.
 */
export class S3Service implements LocalService {
  readonly name = 's3';
  readonly resources = { 'AWS::S3::Bucket': bucketSupport };
  readonly #options: S3Options;
  readonly #identities = new Identities();
  readonly #store = new S3Store();
  #app: FastifyInstance | undefined;
  #persistence: PersistenceManager | undefined;
  #url = '';

  constructor(options: S3Options) {
    this.#options = options;
  }

  /** @throws PortTakenError */
  async start(): Promise<void> {
    const { stateFolder, port = 0 } = this.#options;
    this.#app = this.#buildApp();
    this.#url = await listenWithFastify(this.#app, port);
    this.#persistence = openPersistence(
      stateFolder,
      'Put back a copy of it, or move it away and lose the stored previews',
    );
    this.#persistence.loadS3(this.#store);
    this.#store.persistence = this.#persistence;
  }

  /** The value of `AWS_ENDPOINT_URL_S3`. With an IP address, the SDK puts the bucket in the path. */
  get url(): string {
    return this.#url;
  }

  identify(declaration: Declaration): Identity {
    const literal = declaration.literals.BucketName !== undefined;
    const name = physicalName(declaration, 'BucketName', 63);
    const bucket = literal ? name : name.toLowerCase();
    return this.#identities.set(declaration, {
      ref: bucket,
      attributes: {
        Arn: `arn:${partition}:s3:::${bucket}`,
        DomainName: `${bucket}.s3.${urlSuffix}`,
        RegionalDomainName: `${bucket}.s3.${region}.${urlSuffix}`,
      },
    });
  }

  async deploy(resource: Resource): Promise<void> {
    const { ref: bucket } = this.#identities.get(resource);
    refuseComputedName(resource, 'BucketName', bucket);
    if (!this.#store.hasBucket(bucket)) this.#store.createBucket(bucket);
  }

  async remove(
    _type: string,
    bucket: string,
    { isEmptied }: { readonly isEmptied: boolean },
  ): Promise<string | undefined> {
    if (!this.#store.hasBucket(bucket)) return undefined;
    if (isEmptied) this.#store.emptyBucket(bucket);
    try {
      this.#store.deleteBucket(bucket);
      return undefined;
    } catch (error) {
      if (error instanceof Error && error.message.includes('not empty')) return error.message;
      throw error;
    }
  }

  async stop(): Promise<void> {
    await this.#app?.close();
    this.#persistence?.close();
    this.#app = undefined;
    this.#persistence = undefined;
  }

  #buildApp(): FastifyInstance {
    const app = fastify({ bodyLimit: bodyLimitBytes, forceCloseConnections: true });
    app.removeAllContentTypeParsers();
    app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
    app.addHook('onRequest', async (request, reply) => refusing(reply, () => this.#checkAccess(request)));
    // This hook runs right before the synchronous put, so no other request can write in between.
    app.addHook('preHandler', async (request, reply) =>
      refusing(reply, () => {
        checkRequest(receivedRequest(request));
        refuseOtherBody(request);
        this.#refuseOverwrite(request);
      }),
    );
    app.addHook('onError', async (_request, _reply, error) => {
      this.#options.reportStorageFailure?.(error);
    });
    app.addHook('onSend', async (request, reply, payload) => {
      overrideDisposition(request, reply);
      return checkedAnswer(request, reply, payload);
    });
    registerS3Routes(app, this.#store);
    return app;
  }

  /** @throws S3Error */
  #checkAccess(request: FastifyRequest): void {
    const port = portOf(request.server.server);
    const foreign = foreignOrigin(request, port);
    if (foreign !== undefined) throw new S3Error(403, 'AccessDenied', foreignMessage(foreign, port));
    const received = receivedRequest(request);
    refuseTwoMechanisms(received);
    const caller = identifyCaller(request, port, this.#options.access);
    if (caller === 'unknownCredentials') {
      const message = 'The AWS Access Key Id you provided does not exist in our records.';
      throw new S3Error(403, 'InvalidAccessKeyId', message);
    }
    const claim = readClaim(received);
    if (claim === undefined) throw new S3Error(403, 'AccessDenied', 'Access Denied');
    verifyClaim(claim, received, localSecretAccessKey, new Date());
    if (typeof caller === 'string') throw new S3Error(403, 'AccessDenied', 'Access Denied');
    this.#authorize(caller, callOf(request));
  }

  /** @throws S3Error `AccessDenied`, also for a missing object if the caller may not list the bucket */
  #authorize(caller: Principal, call: S3Call): void {
    const requests = s3Requests(call);
    if (requests === undefined && caller.kind !== 'administrator')
      throw new S3Error(403, 'AccessDenied', 'Only the administrator can make this request locally.');
    for (const request of requests ?? []) this.#check(caller, request);
    const reads = call.key !== '' && (call.method === 'GET' || call.method === 'HEAD');
    if (reads && !this.#has(call.bucket, call.key)) this.#check(caller, listRequest(call.bucket));
  }

  /** https://docs.aws.amazon.com/AmazonS3/latest/userguide/troubleshoot-403-errors.html */
  #check(caller: Principal, request: AccessRequest): void {
    try {
      this.#options.access.authorize(caller, request);
    } catch (error) {
      if (!(error instanceof AccessDeniedError)) throw error;
      const { action, resource } = request;
      const message = deniedMessage(caller, action, `"${resource}"`, error.reason);
      throw new S3Error(403, 'AccessDenied', message);
    }
  }

  /**
   * Implements the precondition, which fauxqs ignores.
   * https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html
   * @throws S3Error
   */
  #refuseOverwrite(request: FastifyRequest): void {
    if (request.method !== 'PUT' || request.headers['if-none-match'] !== '*') return;
    const [, bucket = '', key = ''] = /^\/([^/]+)\/(.+)$/.exec(requestUrl(request).pathname) ?? [];
    if (!this.#has(bucket, decodeURIComponent(key))) return;
    const message = 'At least one of the pre-conditions you specified did not hold';
    throw new S3Error(412, 'PreconditionFailed', message, { Condition: 'If-None-Match' });
  }

  #has(bucket: string, key: string): boolean {
    try {
      this.#store.headObject(bucket, key);
      return true;
    } catch {
      return false;
    }
  }
}

/** Runs a check, and sends the error that it throws. */
function refusing(reply: FastifyReply, check: () => void): FastifyReply | undefined {
  try {
    check();
    return undefined;
  } catch (error) {
    if (!(error instanceof S3Error)) throw error;
    return reply.code(error.statusCode).type('application/xml').send(error.toXml());
  }
}

function callOf(request: FastifyRequest): S3Call {
  const { pathname, searchParams } = requestUrl(request);
  const [, bucket = '', key = ''] = /^\/([^/]*)\/?(.*)$/s.exec(pathname) ?? [];
  const source = request.headers['x-amz-copy-source'];
  return {
    method: request.method,
    bucket,
    key: decodeURIComponent(key),
    query: searchParams,
    copySource: typeof source === 'string' ? decodeURIComponent(source).replace(/^\/|\?.*$/g, '') : undefined,
  };
}

function receivedRequest(request: FastifyRequest): ReceivedRequest {
  const [, path = '/', query = ''] = /^([^?]*)\??(.*)$/s.exec(request.raw.url ?? '/') ?? [];
  return { method: request.method, path, query: new URLSearchParams(query), headers: request.headers };
}

/**
 * Refuses a body other than the one that the request signs.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html#ErrorCodeList
 * @throws S3Error
 */
function refuseOtherBody({ headers, body }: FastifyRequest): void {
  const signed = headers['x-amz-content-sha256'];
  if (typeof signed !== 'string' || !/^[0-9a-f]{64}$/.test(signed) || !Buffer.isBuffer(body)) return;
  if (sha256(body) === signed) return;
  const message = "The provided 'x-amz-content-sha256' header does not match what was computed.";
  throw new S3Error(400, 'XAmzContentSHA256Mismatch', message);
}

/** Returns the body of an answer, or that of an error if it is an XML document that does not fit its model. */
function checkedAnswer(request: FastifyRequest, reply: FastifyReply, payload: unknown): unknown {
  if (typeof payload !== 'string' || !String(reply.getHeader('content-type')).startsWith('application/xml'))
    return payload;
  try {
    checkAnswer(payload, reply.statusCode, requestUrl(request).searchParams.get('list-type'));
    return payload;
  } catch (error) {
    if (!(error instanceof S3Error)) throw error;
    reply.code(error.statusCode);
    return error.toXml();
  }
}

/** Sets the header that a presigned URL requests, which fauxqs ignores. */
function overrideDisposition(request: FastifyRequest, reply: FastifyReply): void {
  const disposition = requestUrl(request).searchParams.get('response-content-disposition');
  if (disposition === null || reply.statusCode !== 200) return;
  // A header cannot contain other characters.
  if (/^[\x20-\x7e]+$/.test(disposition)) reply.header('content-disposition', disposition);
}

function requestUrl(request: FastifyRequest): URL {
  return new URL(request.url, 'http://127.0.0.1');
}
