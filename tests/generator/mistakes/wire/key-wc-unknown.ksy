meta:
  id: input
  endian: be
doc: D.
doc-ref: R
seq:
  - id: a
    type: u1
    -wc-uniq-by: b
    # expect: a field has no key "-wc-uniq-by" here (did you mean "-wc-unique-by"?)
    -webide-note: x
