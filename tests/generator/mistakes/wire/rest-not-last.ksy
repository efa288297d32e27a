meta:
  id: input
  endian: be
doc: D.
doc-ref: R
seq:
  - id: a
    size-eos: true
  - id: b
        # expect: "b" is unreachable: "a" extends to the end of the stream
    type: u1
