meta:
  id: signature_scheme_list
  title: SignatureSchemeList
  endian: be
  imports:
    - ../registries/signature_scheme
-orig-id: SignatureSchemeList
doc: Signature algorithms that the sender can verify, in order of preference.
doc-ref: RFC 9846 section 4.3.3
seq:
  - id: len_supported_signature_algorithms
    type: u2
    valid:
      min: 2
      max: 65534
  - id: supported_signature_algorithms
    size: len_supported_signature_algorithms
    type: signature_schemes
types:
  signature_schemes:
    doc: The algorithms.
    doc-ref: RFC 9846 section 4.3.3
    -wc-inline: true
    seq:
      - id: items
        type: u2
        enum: signature_scheme::signature_scheme
        repeat: eos
