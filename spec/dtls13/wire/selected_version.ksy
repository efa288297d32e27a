meta:
  id: selected_version
  title: SupportedVersions of a ServerHello
  endian: be
  imports:
    - ../registries/protocol_version
-orig-id: SupportedVersions
doc: The version that the server selected.
doc-ref: RFC 9846 section 4.3.1
seq:
  - id: selected_version
    type: u2
    enum: protocol_version::protocol_version
