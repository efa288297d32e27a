meta:
  id: input
      # expect: the file has no doc: describe it
      # expect: the file has no doc-ref: name the RFC and its section
seq:
  - id: a
    type: part
types:
  part:
  # expect: type "part" has no doc: describe it
  # expect: type "part" has no doc-ref: name the RFC and its section
    seq:
      - id: b
        type: u1
