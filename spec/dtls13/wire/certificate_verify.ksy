meta:
  id: certificate_verify
  title: CertificateVerify
  endian: be
  imports:
    - ../registries/signature_scheme
-orig-id: CertificateVerify
doc: A signature over the transcript with the certificate's key.
doc-ref: RFC 9846 section 4.5.2
seq:
  - id: algorithm
    type: u2
    enum: signature_scheme::signature_scheme
  - id: len_signature
    type: u2
  - id: signature
    size: len_signature
