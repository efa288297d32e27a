meta:
  id: input
  endian: be
doc: D.
doc-ref: R
seq:
  - id: len_a
        # expect: nothing uses the length "len_a": give it as a size
    type: u1
  - id: a
    size: len_aa
          # expect: there is no field or param "len_aa" here (did you mean "len_a"?)
