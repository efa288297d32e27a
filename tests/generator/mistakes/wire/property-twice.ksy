meta:
  id: input
  endian: be
doc: D.
doc-ref: R
seq:
  - id: a_b
    type: u1
  - id: a__b
        # expect: "a__b" becomes the property aB, which is what "a_b" becomes
    type: u1
