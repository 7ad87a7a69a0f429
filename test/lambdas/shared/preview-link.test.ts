import { S3Client } from '@aws-sdk/client-s3';
import { describe, expect, it } from '@jest/globals';
import { signedPreviewLink } from '../../../lambdas/shared/preview-link.ts';

const credentials = { accessKeyId: 'AKIATEST', secretAccessKey: 'not-shown' };
const client = new S3Client({ region: 'eu-central-1', credentials });
const now = new Date('2026-11-29T15:41:35.607Z');
const linkTo = signedPreviewLink(client, 'previews', 300, () => now);

describe('a link to a preview', () => {
  it('is signed for the object and expires after the given time', async () => {
    const { url, expiresAt } = await linkTo('01K5ZJ0A.wav');
    const link = new URL(url);
    expect(link.hostname).toBe('previews.s3.eu-central-1.amazonaws.com');
    expect(link.pathname).toBe('/01K5ZJ0A.wav');
    expect(link.searchParams.get('X-Amz-Date')).toBe('20261129T154135Z');
    expect(link.searchParams.get('X-Amz-Expires')).toBe('300');
    expect(link.searchParams.get('X-Amz-Signature')).toMatch(/^[0-9a-f]{64}$/);
    expect(link.searchParams.has('response-content-disposition')).toBe(false);
    expect(link.href).not.toContain('not-shown');
    expect(expiresAt).toEqual(new Date('2026-11-29T15:46:35.607Z'));
  });

  it('makes a browser save a file if it has a name, which the signature covers', async () => {
    const named = new URL((await linkTo('01K5ZJ0A/1.wav', '01K5ZJ0A.wav')).url);
    const disposition = named.searchParams.get('response-content-disposition');
    expect(disposition).toBe('attachment; filename="01K5ZJ0A.wav"');
    const plain = new URL((await linkTo('01K5ZJ0A/1.wav')).url);
    const signature = 'X-Amz-Signature';
    expect(named.searchParams.get(signature)).not.toBe(plain.searchParams.get(signature));
  });

  it('is signed for one method', async () => {
    const signatures = await Promise.all(
      (['GET', 'HEAD'] as const).map(async (method) => {
        const { url } = await linkTo('01K5ZJ0A.wav', undefined, method);
        return new URL(url).searchParams.get('X-Amz-Signature');
      }),
    );
    expect(new Set(signatures).size).toBe(2);
  });
});
