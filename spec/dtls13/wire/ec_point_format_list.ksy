meta:
  id: ec_point_format_list
  title: ECPointFormatList
  endian: be
  imports:
    - ../registries/ec_point_format
-orig-id: ECPointFormatList
doc: Encodings of curve points that a client of an older version can parse.
doc-ref: RFC 8422 section 5.1.2
seq:
  - id: len_ec_point_format_list
    type: u1
    valid:
      min: 1
  - id: ec_point_format_list
    size: len_ec_point_format_list
    type: ec_point_formats
types:
  ec_point_formats:
    doc: In order of preference.
    doc-ref: RFC 8422 section 5.1.2
    -wc-inline: true
    seq:
      - id: items
        type: u1
        enum: ec_point_format::ec_point_format
        repeat: eos
