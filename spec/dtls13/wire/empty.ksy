meta:
  id: empty
  title: Empty
-orig-id: Empty
doc: The content of an extension without data.
doc-ref: RFC 9846 section 4.3.10
