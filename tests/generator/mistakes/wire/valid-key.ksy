meta:
  id: input
  endian: be
doc: D.
doc-ref: R
seq:
  - id: a
    type: u1
    valid:
      mni: 1
      # expect: valid has no key "mni" here (did you mean "min"?)
