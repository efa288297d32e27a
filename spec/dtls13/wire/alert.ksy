meta:
  id: alert
  title: Alert
  imports:
    - ../registries/alert_level
    - ../registries/alert_description
-orig-id: Alert
doc: A closure alert or an error alert.
doc-ref: RFC 9846 section 6
seq:
  - id: level
    type: u1
    enum: alert_level::alert_level
  - id: description
    type: u1
    enum: alert_description::alert_description
