meta:
  id: input
  endian: be
doc: D.
doc-ref: R
seq:
  - id: a
    type: u1
  - id: b
    type:
      switch-on: a
      # expect: a switched type needs switch-on and cases
