/**
 * The internal modules of fauxqs 2.4.1 that the runner uses. The package's own `startFauxqs` listens on every network
 * interface, accepts S3 bodies of 11 MiB at most, and gives no access to its stores. The package exports nothing else.
 */

export { buildApp } from 'fauxqs';
export { registerS3Routes } from '../../../node_modules/fauxqs/dist/s3/s3Router.js';
export { S3Store } from '../../../node_modules/fauxqs/dist/s3/s3Store.js';
export { SnsStore } from '../../../node_modules/fauxqs/dist/sns/snsStore.js';
export { MessageSpy, type SpyMessage } from '../../../node_modules/fauxqs/dist/spy.js';
export { SqsStore } from '../../../node_modules/fauxqs/dist/sqs/sqsStore.js';

import { INVALID_MESSAGE_BODY_CHAR } from '../../../node_modules/fauxqs/dist/sqs/sqsTypes.js';

/**
 * The characters that SQS refuses. The expression in fauxqs compares UTF-16 units and therefore refuses emoji.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html
 */
const refusedBySqs = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u;
Object.defineProperty(INVALID_MESSAGE_BODY_CHAR, 'test', {
  value: (body: string) => refusedBySqs.test(body),
});
