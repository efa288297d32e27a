meta:
  id: input
  endian: be
doc: D.
doc-ref: R
seq:
  - id: a
    type: s4
          # expect: signed numbers are not supported: use u4
  - id: b
    type: u4le
          # expect: u4le is not supported: set meta/endian to be and write u4
  - id: c
    type: f8
          # expect: floating-point numbers are not supported
  - id: d
    type: strz
          # expect: strings are not supported: leave the type out for bytes
  - id: e
    type: b40
          # expect: b40 is not supported: bit fields have 1 to 32 bits
  - id: f
    type: b9le
          # expect: b9le is not supported: bit fields are big-endian
