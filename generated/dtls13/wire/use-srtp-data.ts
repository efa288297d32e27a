// Code generated from spec/dtls13/wire/use_srtp_data.ksy. DO NOT EDIT.
import { type Codec, outOfRange, type Reader, type Writer } from '../../../runtime/wire/index.ts';
import type { SrtpProtectionProfile } from '../registries/srtp-protection-profile.ts';

/** Offered SRTP protection profiles in order of preference; exactly one in the response. RFC 5764 section 4.1.1. */
export interface UseSrtpData {
  readonly srtpProtectionProfiles: readonly SrtpProtectionProfile[];
  /** Master key identifier for SRTP; empty if none is used. */
  readonly srtpMki: Uint8Array;
}

function checkUseSrtpData(value: UseSrtpData): void {
  for (const item of value.srtpProtectionProfiles) {
    if (item >>> 0 !== item || item > 65535) throw outOfRange('UseSRTPData.SRTPProtectionProfiles', item, 0, 65535);
  }
  if (value.srtpProtectionProfiles.length < 1 || value.srtpProtectionProfiles.length > 32767) {
    throw outOfRange('UseSRTPData.SRTPProtectionProfiles', value.srtpProtectionProfiles.length, 1, 32767);
  }
  if (value.srtpMki.length > 255) throw outOfRange('UseSRTPData.srtp_mki', value.srtpMki.length, 0, 255);
}

export const UseSrtpData: Codec<UseSrtpData> = {
  name: 'UseSRTPData',
  decode(reader: Reader): UseSrtpData {
    const lenSrtpProtectionProfiles = reader.uint16(reader.reserve(2, 'UseSRTPData.SRTPProtectionProfiles'));
    if (lenSrtpProtectionProfiles < 2) {
      throw outOfRange('UseSRTPData.SRTPProtectionProfiles', lenSrtpProtectionProfiles, 2, 65535);
    }
    const srtpProtectionProfiles = reader.uint16List(lenSrtpProtectionProfiles, 'UseSRTPData.SRTPProtectionProfiles');
    const srtpMki = reader.opaque8('UseSRTPData.srtp_mki', 0, 255);
    return { srtpProtectionProfiles, srtpMki };
  },
  encode(writer: Writer, value: UseSrtpData): void {
    checkUseSrtpData(value);
    writer.uint16(writer.reserve(2, 'UseSRTPData.SRTPProtectionProfiles'), value.srtpProtectionProfiles.length * 2);
    writer.uint16List(value.srtpProtectionProfiles, 'UseSRTPData.SRTPProtectionProfiles');
    writer.uint8(writer.reserve(1, 'UseSRTPData.srtp_mki'), value.srtpMki.length);
    writer.put(value.srtpMki, 'UseSRTPData.srtp_mki');
  },
  size(value: UseSrtpData): number {
    return 3 + value.srtpProtectionProfiles.length * 2 + value.srtpMki.length;
  },
  validate(value: UseSrtpData): void {
    checkUseSrtpData(value);
  },
};
