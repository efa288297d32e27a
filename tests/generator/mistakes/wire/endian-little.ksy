meta:
  id: input
  endian: le
          # expect: endian must be "be": network byte order is all that is supported
doc: D.
doc-ref: R
seq:
  - id: a
    type: u2
