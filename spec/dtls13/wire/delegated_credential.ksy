meta:
  id: delegated_credential
  title: DelegatedCredential
  endian: be
  bit-endian: be
  imports:
    - ../registries/signature_scheme
-orig-id: DelegatedCredential
doc: A short-lived key, signed with the key of the certificate of the same CertificateEntry.
doc-ref: RFC 9345 section 4
seq:
  - id: valid_time
    type: u4
    doc: Seconds from the certificate's notBefore until the credential expires.
  - id: dc_cert_verify_algorithm
    type: u2
    enum: signature_scheme::signature_scheme
    doc: Algorithm of the CertificateVerify made with the credential's key.
  - id: len_public_key
    -orig-id: ASN1_subjectPublicKeyInfo
    type: b24
    valid:
      min: 1
  - id: public_key
    -orig-id: ASN1_subjectPublicKeyInfo
    size: len_public_key
    doc: A SubjectPublicKeyInfo in DER.
  - id: algorithm
    type: u2
    enum: signature_scheme::signature_scheme
    doc: Algorithm of the signature.
  - id: len_signature
    type: u2
    valid:
      min: 1
  - id: signature
    size: len_signature
    doc: Signature with the certificate's key.
