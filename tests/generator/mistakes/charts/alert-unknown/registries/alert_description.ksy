meta: { id: alert_description }
doc: Alerts.
doc-ref: Test section 1
-wc-source: Test
-wc-date: 2026-01-01
enums:
  alert_description:
    49: { id: access_denied, doc-ref: Test section 1 }
