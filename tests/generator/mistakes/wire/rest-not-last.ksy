meta:
  id: input
  endian: be
doc: D.
doc-ref: R
seq:
  - id: a
    size-eos: true
  - id: b
        # expect: "b" can never be reached: "a" goes to the end
    type: u1
