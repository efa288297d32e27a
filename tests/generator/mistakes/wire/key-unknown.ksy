meta:
  id: input
  endian: be
doc: D.
doc-ref: R
seq:
  - id: a
    typ: u1
    # expect: a field has no key "typ" here (did you mean "type"?)
    sise: 4
    # expect: a field has no key "sise" here (did you mean "size"?)
