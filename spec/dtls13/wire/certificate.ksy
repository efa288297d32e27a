meta:
  id: certificate
  title: Certificate
  endian: be
  bit-endian: be
  imports:
    - certificate_entry_extension
-orig-id: Certificate
doc: The sender's certificate chain, end entity first.
doc-ref: RFC 9846 section 4.5.1
seq:
  - id: len_certificate_request_context
    type: u1
  - id: certificate_request_context
    size: len_certificate_request_context
    doc: Empty in the main handshake.
  - id: len_certificate_list
    type: b24
  - id: certificate_list
    size: len_certificate_list
    type: certificate_entry_list
types:
  certificate_entry_list:
    doc: The certificate chain.
    doc-ref: RFC 9846 section 4.5.1
    -wc-inline: true
    seq:
      - id: items
        type: certificate_entry
        repeat: eos
  certificate_entry:
    -orig-id: CertificateEntry
    doc: One certificate of the chain with its extensions.
    doc-ref: RFC 9846 section 4.5.1
    seq:
      - id: len_cert_data
        type: b24
        valid:
          min: 1
      - id: cert_data
        size: len_cert_data
        doc: X.509 in DER. A view into the message.
      - id: len_extensions
        type: u2
      - id: extensions
        size: len_extensions
        type: certificate_entry_extension_list
        -wc-unique-by: extension_type
  certificate_entry_extension_list:
    doc: Extensions of one certificate, each type at most once.
    doc-ref: RFC 9846 section 4.3
    -wc-inline: true
    seq:
      - id: items
        type: certificate_entry_extension
        repeat: eos
