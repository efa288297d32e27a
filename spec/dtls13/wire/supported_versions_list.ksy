meta:
  id: supported_versions_list
  title: SupportedVersions of a ClientHello
  endian: be
  imports:
    - ../registries/protocol_version
-orig-id: SupportedVersions
doc: Versions that the client supports, in order of preference.
doc-ref: RFC 9846 section 4.3.1
seq:
  - id: len_versions
    type: u1
    valid:
      min: 2
      max: 254
  - id: versions
    size: len_versions
    type: protocol_versions
types:
  protocol_versions:
    doc: The versions.
    doc-ref: RFC 9846 section 4.3.1
    -wc-inline: true
    seq:
      - id: items
        type: u2
        enum: protocol_version::protocol_version
        repeat: eos
