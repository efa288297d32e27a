meta:
  id: input
  endian: be
doc: D.
doc-ref: R
seq:
  - id: a
        # expect: "a" has 2 bytes of contents: leave its size out
    contents: [1, 2]
    size: 4
  - id: n
    type: u1
  - id: b
        # expect: "b" has contents: leave its size out
    contents: [1, 2]
    size: n
  - id: d
        # expect: "d" has 2 bytes of contents: leave its size out
    contents: [1, 2]
    size-eos: true
