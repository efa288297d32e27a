doc: D.
# expect: meta/id is missing: every file has an id equal to its name
doc-ref: R
seq: []
