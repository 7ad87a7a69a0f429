/** Builders of short, valid audio files. */

export function wav({
  sampleRate = 24_000,
  samples = 2_400,
  channels = 1,
  bits = 16,
  format = 1,
  dataSize = -1,
} = {}) {
  const data = Buffer.alloc((samples * channels * bits) / 8, 1);
  const head = Buffer.alloc(44);
  head.write('RIFF', 0, 'latin1');
  head.writeUInt32LE(36 + data.length, 4);
  head.write('WAVEfmt ', 8, 'latin1');
  head.writeUInt32LE(16, 16);
  head.writeUInt16LE(format, 20);
  head.writeUInt16LE(channels, 22);
  head.writeUInt32LE(sampleRate, 24);
  head.writeUInt32LE((sampleRate * channels * bits) / 8, 28);
  head.writeUInt16LE((channels * bits) / 8, 32);
  head.writeUInt16LE(bits, 34);
  head.write('data', 36, 'latin1');
  head.writeUInt32LE(dataSize === -1 ? data.length : dataSize, 40);
  return Buffer.concat([head, data]);
}

/** Returns a WAV file with another chunk before the samples. The chunk has an odd length and is therefore padded. */
export function wavWithList() {
  const plain = wav();
  const list = Buffer.concat([Buffer.from('LIST\x05\0\0\0abcde', 'latin1'), Buffer.alloc(1)]);
  return Buffer.concat([plain.subarray(0, 36), list, plain.subarray(36)]);
}

/** MPEG-2 layer III at 24 kHz, 64 kbit/s: 192 bytes and 24 ms per frame. */
export function mp3({ frames = 50, id3 = false, tail = Buffer.alloc(0) } = {}) {
  const frame = Buffer.alloc(192);
  frame.writeUInt32BE(0xfff38400, 0);
  const tag = Buffer.concat([Buffer.from('ID3\x04\0\0\0\0\0\x14', 'latin1'), Buffer.alloc(20)]);
  return Buffer.concat([...(id3 ? [tag] : []), ...Array.from({ length: frames }, () => frame), tail]);
}

function oggPage(granule: bigint, body: Buffer): Buffer {
  const lacing = [...Array.from({ length: Math.floor(body.length / 255) }, () => 255), body.length % 255];
  const head = Buffer.alloc(27);
  head.write('OggS', 0, 'latin1');
  head.writeBigUInt64LE(granule, 6);
  head[26] = lacing.length;
  return Buffer.concat([head, Buffer.from(lacing), body]);
}

/** Half a second of Opus after a pre-skip of 312. */
export function opus() {
  const head = Buffer.concat([Buffer.from('OpusHead\x01\x01', 'latin1'), Buffer.alloc(9)]);
  head.writeUInt16LE(312, 10);
  return Buffer.concat([
    oggPage(0n, head),
    oggPage(0n, Buffer.from('OpusTags\0\0\0\0\0\0\0\0', 'latin1')),
    oggPage(24_312n, Buffer.alloc(600, 7)),
  ]);
}
