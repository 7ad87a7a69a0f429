import { S3Client } from '@aws-sdk/client-s3';
import { describe, expect, it } from '@jest/globals';
import { signedPreviewLink } from '../../../lambdas/shared/preview-link.ts';

describe('a link to a preview', () => {
  it('is signed for the object and expires after the given time', async () => {
    const credentials = { accessKeyId: 'AKIATEST', secretAccessKey: 'not-shown' };
    const client = new S3Client({ region: 'eu-central-1', credentials });
    const link = new URL(await signedPreviewLink(client, 'previews', 300)('01K5ZJ0A.wav'));
    expect(link.hostname).toBe('previews.s3.eu-central-1.amazonaws.com');
    expect(link.pathname).toBe('/01K5ZJ0A.wav');
    expect(link.searchParams.get('X-Amz-Expires')).toBe('300');
    expect(link.searchParams.get('X-Amz-Signature')).toMatch(/^[0-9a-f]{64}$/);
    expect(link.href).not.toContain('not-shown');
  });
});
