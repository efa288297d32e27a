meta:
  id: input
  endian: le
          # expect: endian must be "be": only network byte order is supported
doc: D.
doc-ref: R
seq:
  - id: a
    type: u2
