/**
 * The parts of fauxqs 2.4.1 that the runner puts together itself. Its own `startFauxqs` listens on every interface of the
 * laptop, takes S3 bodies up to 11 MiB only, and hands out no stores; its package exports nothing else.
 */

export { buildApp } from 'fauxqs';
export { PersistenceManager } from '../../../node_modules/fauxqs/dist/persistence.js';
export { registerS3Routes } from '../../../node_modules/fauxqs/dist/s3/s3Router.js';
export { S3Store } from '../../../node_modules/fauxqs/dist/s3/s3Store.js';
export { SnsStore } from '../../../node_modules/fauxqs/dist/sns/snsStore.js';
export { MessageSpy, type SpyMessage } from '../../../node_modules/fauxqs/dist/spy.js';
export { SqsStore } from '../../../node_modules/fauxqs/dist/sqs/sqsStore.js';
