meta:
  id: input
doc: A type.
doc-ref: RFC 1 section 1
seq:
  - id: kind
    type: u1
    enum: kind
    valid:
    # expect: "kind" has an enum, whose members Kaitai does not order: use expr with _.to_i
      min: 1
enums:
  kind:
    1: first
