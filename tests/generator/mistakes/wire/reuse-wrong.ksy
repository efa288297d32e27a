meta:
  id: input
  endian: be
doc: D.
doc-ref: R
-wc-reuse: true
seq:
  - id: a
        # expect: "input" cannot be reused (-wc-reuse): "a" is neither a number nor bytes
    type: u1
    repeat: eos
