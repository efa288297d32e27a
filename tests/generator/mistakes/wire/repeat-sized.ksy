meta:
  id: input
  endian: be
doc: D.
doc-ref: R
seq:
  - id: n
    type: u1
  - id: a
        # expect: each element of "a" has a size of its own: move the elements into a type
    size: n
    repeat: eos
