meta:
  id: imported_identity
  title: ImportedIdentity
  endian: be
  imports:
    - ../registries/kdf_identifier
    - ../registries/protocol_version
-orig-id: ImportedIdentity
doc: |
  The identity of an external pre-shared key that was imported for one protocol and
  one key derivation function. Its bytes are the identity of a PskIdentity.
doc-ref: RFC 9258 section 5.1
seq:
  - id: len_external_identity
    type: u2
    valid:
      min: 1
  - id: external_identity
    size: len_external_identity
    doc: The identity of the key that was imported.
  - id: len_context
    type: u2
  - id: context
    size: len_context
    doc: The context of the key, such as the roles of the peers. Not secret; may be empty.
  - id: target_protocol
    type: u2
    enum: protocol_version::protocol_version
    doc: The protocol for which the key was imported.
  - id: target_kdf
    type: u2
    enum: kdf_identifier::kdf_identifier
    doc: The key derivation function for which the key was imported.
