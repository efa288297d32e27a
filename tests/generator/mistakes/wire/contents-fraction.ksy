meta:
  id: input
doc: D.
doc-ref: R
seq:
  - id: a
    contents: [1.5]
               # expect: contents holds bytes (0 to 255) and strings
