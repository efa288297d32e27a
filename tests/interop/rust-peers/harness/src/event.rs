use std::io::Write;

use crate::hex;

/// One line of JSON on standard output: `{"event":"secure","cipherSuite":"TLS_AES_128_GCM_SHA256"}`.
pub struct Event {
    line: String,
}

impl Event {
    pub fn new(name: &str) -> Self {
        Self {
            line: format!("{{\"event\":\"{name}\""),
        }
    }

    pub fn text(self, name: &str, value: &str) -> Self {
        let escaped: String = value
            .chars()
            .map(|character| match character {
                '"' => "\\\"".into(),
                '\\' => "\\\\".into(),
                control if control.is_control() => format!("\\u{:04x}", control as u32),
                other => other.to_string(),
            })
            .collect();
        self.member(name, &format!("\"{escaped}\""))
    }

    /// Bytes as hexadecimal digits; null for none.
    pub fn bytes(self, name: &str, value: Option<&[u8]>) -> Self {
        match value {
            Some(bytes) => self.member(name, &format!("\"{}\"", hex::encode(bytes))),
            None => self.member(name, "null"),
        }
    }

    pub fn number(self, name: &str, value: u64) -> Self {
        self.member(name, &value.to_string())
    }

    pub fn boolean(self, name: &str, value: bool) -> Self {
        self.member(name, &value.to_string())
    }

    /// Writes the line. A reader that is gone is no error: standard input ends then too.
    pub fn print(self) {
        let mut output = std::io::stdout().lock();
        let _ = writeln!(output, "{}}}", self.line);
        let _ = output.flush();
    }

    fn member(mut self, name: &str, value: &str) -> Self {
        self.line.push_str(&format!(",\"{name}\":{value}"));
        self
    }
}
