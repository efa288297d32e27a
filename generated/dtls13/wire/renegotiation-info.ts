// Code generated from spec/dtls13/wire/renegotiation_info.ksy. DO NOT EDIT.
import { type Codec, outOfRange, type Reader, type Writer } from '../../../runtime/wire/index.ts';

/** Binds a TLS 1.2 renegotiation to the previous handshake; TLS 1.3 has no renegotiation. RFC 5746 section 3.2. */
export interface RenegotiationInfo {
  /** Empty in a first handshake. */
  readonly renegotiatedConnection: Uint8Array;
}

function checkRenegotiationInfo(value: RenegotiationInfo): void {
  if (value.renegotiatedConnection.length > 255) {
    throw outOfRange('RenegotiationInfo.renegotiated_connection', value.renegotiatedConnection.length, 0, 255);
  }
}

export const RenegotiationInfo: Codec<RenegotiationInfo> = {
  name: 'RenegotiationInfo',
  decode(reader: Reader): RenegotiationInfo {
    const renegotiatedConnection = reader.opaque8('RenegotiationInfo.renegotiated_connection', 0, 255);
    return { renegotiatedConnection };
  },
  encode(writer: Writer, value: RenegotiationInfo): void {
    checkRenegotiationInfo(value);
    writer.uint8(writer.reserve(1, 'RenegotiationInfo.renegotiated_connection'), value.renegotiatedConnection.length);
    writer.put(value.renegotiatedConnection, 'RenegotiationInfo.renegotiated_connection');
  },
  size(value: RenegotiationInfo): number {
    return 1 + value.renegotiatedConnection.length;
  },
  validate(value: RenegotiationInfo): void {
    checkRenegotiationInfo(value);
  },
};
