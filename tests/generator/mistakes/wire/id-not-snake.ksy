meta:
  id: Input
      # expect: "Input" is not in snake_case
  endian: be
doc: D.
doc-ref: R
seq:
  - id: someField
        # expect: "someField" is not in snake_case
    type: u1
