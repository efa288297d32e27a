meta:
  id: certificate_compression_algorithms
  title: CertificateCompressionAlgorithms
  endian: be
  imports:
    - ../registries/certificate_compression_algorithm
-orig-id: CertificateCompressionAlgorithms
doc: Certificate compression algorithms that the sender can decompress.
doc-ref: RFC 8879 section 3
seq:
  - id: len_algorithms
    type: u1
    valid:
      min: 2
      max: 254
  - id: algorithms
    size: len_algorithms
    type: certificate_compression_algorithm_list
types:
  certificate_compression_algorithm_list:
    doc: In order of preference.
    doc-ref: RFC 8879 section 3
    -wc-inline: true
    seq:
      - id: items
        type: u2
        enum: certificate_compression_algorithm::certificate_compression_algorithm
        repeat: eos
