meta:
  id: input
  endian: be
doc: D.
doc-ref: R
seq:
  - id: a
    contents: [1, 300]
                  # expect: contents holds bytes (0 to 255) and strings
  - id: b
    contents: abc
    type: u1
