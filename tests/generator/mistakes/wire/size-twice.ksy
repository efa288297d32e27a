meta:
  id: input
  endian: be
doc: D.
doc-ref: R
seq:
  - id: a
        # expect: "a" has both size and size-eos
    size: 1
    size-eos: true
