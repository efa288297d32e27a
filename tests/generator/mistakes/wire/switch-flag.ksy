meta:
  id: input
  endian: be
doc: D.
doc-ref: R
seq:
  - id: f
    type: b1
  - id: g
    type: b7
  - id: a
    type:
      switch-on: f
      # expect: a switch on a flag needs the cases true and false
      cases:
        true: u4
