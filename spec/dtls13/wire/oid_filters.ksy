meta:
  id: oid_filters
  title: OIDFilterExtension
  endian: be
-orig-id: OIDFilterExtension
doc: Extensions that the client's certificate must have.
doc-ref: RFC 9846 section 4.3.5
seq:
  - id: len_filters
    type: u2
  - id: filters
    size: len_filters
    type: oid_filter_list
types:
  oid_filter_list:
    doc: All of them must match.
    doc-ref: RFC 9846 section 4.3.5
    -wc-inline: true
    seq:
      - id: items
        type: oid_filter
        repeat: eos
  oid_filter:
    -orig-id: OIDFilter
    doc: One certificate extension with the required values.
    doc-ref: RFC 9846 section 4.3.5
    seq:
      - id: len_certificate_extension_oid
        type: u1
        valid:
          min: 1
      - id: certificate_extension_oid
        size: len_certificate_extension_oid
        doc: An object identifier in DER.
      - id: len_certificate_extension_values
        type: u2
      - id: certificate_extension_values
        size: len_certificate_extension_values
        doc: The value in DER; empty if any value matches.
