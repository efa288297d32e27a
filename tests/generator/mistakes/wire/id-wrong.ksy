meta:
  id: output
      # expect: meta/id is "output", the file name requires "input"
  endian: be
doc: D.
doc-ref: R
seq:
  - id: a
    type: u1
