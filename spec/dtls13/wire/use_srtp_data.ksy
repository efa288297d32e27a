meta:
  id: use_srtp_data
  title: UseSRTPData
  endian: be
  imports:
    - ../registries/srtp_protection_profile
-orig-id: UseSRTPData
doc: Offered SRTP protection profiles in order of preference; exactly one in the response.
doc-ref: RFC 5764 section 4.1.1
seq:
  - id: len_srtp_protection_profiles
    -orig-id: SRTPProtectionProfiles
    type: u2
    valid:
      min: 2
  - id: srtp_protection_profiles
    -orig-id: SRTPProtectionProfiles
    size: len_srtp_protection_profiles
    type: srtp_protection_profiles
  - id: len_srtp_mki
    type: u1
  - id: srtp_mki
    size: len_srtp_mki
    doc: Master key identifier for SRTP; empty if none is used.
types:
  srtp_protection_profiles:
    doc: The profiles.
    doc-ref: RFC 5764 section 4.1.1
    -wc-inline: true
    seq:
      - id: items
        type: u2
        enum: srtp_protection_profile::srtp_protection_profile
        repeat: eos
