import type { EffectOf } from '../faults/effects.ts';

interface Preview {
  readonly data: string;
  readonly sample_rate: number;
  readonly response_format: string;
}

/** Applies a `preview` effect to the answer. Returns `undefined` if the response must not contain a preview. */
export function breakPreview(
  preview: Preview,
  { preview: fault, bytes }: EffectOf<'preview'>,
): Preview | undefined {
  switch (fault) {
    case 'missing':
      return undefined;
    case 'empty':
      return { ...preview, data: '' };
    case 'bad-base64':
      return { ...preview, data: `!${preview.data.slice(1, 400)}*%` };
    case 'wrong-format':
      return { ...preview, data: Buffer.from('<html>not audio</html>').toString('base64') };
    case 'huge':
      return { ...preview, data: Buffer.alloc(bytes).toString('base64') };
    default:
      // The sound already has the defect.
      return preview;
  }
}
