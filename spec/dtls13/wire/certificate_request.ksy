meta:
  id: certificate_request
  title: CertificateRequest
  endian: be
  imports:
    - certificate_request_extension
-orig-id: CertificateRequest
doc: A server's request for the client's certificate.
doc-ref: RFC 9846 section 4.4.2
seq:
  - id: len_certificate_request_context
    type: u1
  - id: certificate_request_context
    size: len_certificate_request_context
    doc: Empty in the main handshake; the client's Certificate repeats it.
  - id: len_extensions
    type: u2
  - id: extensions
    size: len_extensions
    type: certificate_request_extension_list
    -wc-unique-by: extension_type
types:
  certificate_request_extension_list:
    doc: The extensions of a CertificateRequest, each type at most once.
    doc-ref: RFC 9846 section 4.3
    -wc-inline: true
    seq:
      - id: items
        type: certificate_request_extension
        repeat: eos
