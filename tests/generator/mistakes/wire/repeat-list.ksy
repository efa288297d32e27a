meta:
  id: input
  endian: be
doc: D.
doc-ref: R
seq:
  - id: a
        # expect: "a" repeats a list: give the inner list a type with a length of its own
    type: list
    repeat: eos
types:
  list:
    doc: D.
    doc-ref: R
    -wc-inline: true
    seq:
      - id: items
        type: u1
        repeat: eos
