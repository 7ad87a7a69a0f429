import { Application, createEncoder } from 'libopus-wasm';

/** Ogg Opus files (RFC 7845) with packets of 20 ms. */

const framesPerSecond = 50;
/** Granule positions count samples at 48 kHz, independent of the sample rate of the input. */
const granulesPerFrame = 48_000 / framesPerSecond;
/** A page has at most 255 segments. A packet of up to 1,275 bytes needs at most six. */
const packetsPerPage = 40;
const serial = 0x564f4943;

const crcTable = Uint32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte << 24;
  for (let bit = 0; bit < 8; bit += 1) crc = crc & 0x80000000 ? (crc << 1) ^ 0x04c11db7 : crc << 1;
  return crc >>> 0;
});

/** Ogg's variant of CRC-32: not reflected, initial value 0. */
function checksum(bytes: Uint8Array): number {
  return bytes.reduce((crc, byte) => ((crc << 8) ^ (crcTable[((crc >>> 24) ^ byte) & 0xff] ?? 0)) >>> 0, 0);
}

/** Lacing values of a packet: 255 for each full segment, then the length of the last one, which can be 0. */
function segmentsOf(packet: Uint8Array): number[] {
  return [...Array<number>(Math.floor(packet.length / 255)).fill(255), packet.length % 255];
}

interface Page {
  readonly packets: readonly Uint8Array[];
  /** Number of samples at 48 kHz up to the end of the page. */
  readonly granule: number;
  readonly number: number;
  readonly last: boolean;
}

function pageBytes({ packets, granule, number, last }: Page): Buffer {
  const segments = packets.flatMap(segmentsOf);
  const header = Buffer.alloc(27);
  header.write('OggS', 0, 'ascii');
  header.writeUInt8((number === 0 ? 2 : 0) | (last ? 4 : 0), 5);
  header.writeBigUInt64LE(BigInt(granule), 6);
  header.writeUInt32LE(serial, 14);
  header.writeUInt32LE(number, 18);
  header.writeUInt8(segments.length, 26);
  const page = Buffer.concat([header, Buffer.from(segments), ...packets]);
  page.writeUInt32LE(checksum(page), 22);
  return page;
}

function headPacket(preSkip: number, sampleRate: number): Buffer {
  const head = Buffer.alloc(19);
  head.write('OpusHead', 0, 'ascii');
  head.writeUInt8(1, 8); // version
  head.writeUInt8(1, 9); // channels
  head.writeUInt16LE(preSkip, 10);
  head.writeUInt32LE(sampleRate, 12);
  return head;
}

function commentPacket(): Buffer {
  const vendor = 'simulator';
  const comment = Buffer.alloc(8 + 4 + vendor.length + 4);
  comment.write('OpusTags', 0, 'ascii');
  comment.writeUInt32LE(vendor.length, 8);
  comment.write(vendor, 12, 'ascii');
  return comment;
}

/** @param sampleRate 8000, 16000, 24000 or 48000 */
export async function oggOpusBytes(samples: Float32Array, sampleRate: number): Promise<Buffer> {
  if (sampleRate !== 8000 && sampleRate !== 16000 && sampleRate !== 24000 && sampleRate !== 48000) {
    throw new RangeError(`unsupported sample rate for Opus: ${sampleRate}`);
  }
  const frameSize = sampleRate / framesPerSecond;
  const encoder = await createEncoder({
    sampleRate,
    channels: 1,
    frameSize,
    application: Application.Audio,
    // The vendor does not document a bit rate. This one is common for speech.
    bitrate: 32_000,
  });
  try {
    const lookahead = encoder.getLookahead();
    const preSkip = (lookahead * 48_000) / sampleRate;
    const frames = Math.ceil((samples.length + lookahead) / frameSize);
    const padded = new Float32Array(frames * frameSize);
    padded.set(samples);
    const packets = Array.from({ length: frames }, (_, n) =>
      encoder.encodeFloat(padded.subarray(n * frameSize, (n + 1) * frameSize)).slice(),
    );
    const end = preSkip + (samples.length * 48_000) / sampleRate;
    const pages: Buffer[] = [
      pageBytes({ packets: [headPacket(preSkip, sampleRate)], granule: 0, number: 0, last: false }),
      pageBytes({ packets: [commentPacket()], granule: 0, number: 1, last: false }),
    ];
    for (let first = 0; first < frames; first += packetsPerPage) {
      const next = Math.min(frames, first + packetsPerPage);
      const last = next === frames;
      // The granule position of the last page excludes the padding.
      const granule = last ? Math.round(end) : next * granulesPerFrame;
      pages.push(pageBytes({ packets: packets.slice(first, next), granule, number: pages.length, last }));
    }
    return Buffer.concat(pages);
  } finally {
    encoder.free();
  }
}
