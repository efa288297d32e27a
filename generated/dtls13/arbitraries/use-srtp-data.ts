// Code generated from spec/dtls13/wire/use_srtp_data.ksy. DO NOT EDIT.
import type fc from 'fast-check';
import { SrtpProtectionProfile } from '../registries/srtp-protection-profile.ts';
import type { UseSrtpData } from '../wire/use-srtp-data.ts';
import { make } from './building-blocks.ts';

/** Valid values. */
export function arbitraryUseSrtpData(): fc.Arbitrary<UseSrtpData> {
  return make.record({
    srtpProtectionProfiles: make.list(make.codePoints(SrtpProtectionProfile, 65535), 1, 150),
    srtpMki: make.bytes(0, 255),
  });
}
