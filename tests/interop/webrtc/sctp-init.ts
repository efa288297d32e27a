/** The first packet of an SCTP association; RFC 9260 section 3.3.2. */
export interface SctpInit {
  readonly sourcePort: number;
  readonly destinationPort: number;
  readonly initiateTag: number;
}

const COMMON_HEADER_LENGTH = 12;
const INIT = 1;

/** Throws where the bytes are anything but one INIT chunk under a right checksum. */
export function readSctpInit(packet: Uint8Array): SctpInit {
  const view = Buffer.from(packet);
  const checksum = view.readUInt32LE(8);
  const cleared = Buffer.from(view);
  cleared.writeUInt32LE(0, 8);
  if (crc32c(cleared) !== checksum) throw new Error('the SCTP checksum is wrong');
  if (view.readUInt32BE(4) !== 0) throw new Error('an INIT carries no verification tag');
  if (view.readUInt8(COMMON_HEADER_LENGTH) !== INIT) throw new Error('the first chunk is not an INIT');
  return {
    sourcePort: view.readUInt16BE(0),
    destinationPort: view.readUInt16BE(2),
    initiateTag: view.readUInt32BE(COMMON_HEADER_LENGTH + 4),
  };
}

/** Castagnoli's CRC, bit by bit: packets here are few and small. */
function crc32c(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0x82f63b78 : 0);
  }
  return ~crc >>> 0;
}
