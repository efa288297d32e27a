meta:
  id: input
  endian: be
  imports: [other]
doc: D.
doc-ref: R
seq:
  - id: a
    type: other
          # expect: types contain each other without bound (input > other > input): input could nest without limit
