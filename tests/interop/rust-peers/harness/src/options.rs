use crate::hex;

/// The early data of a client.
pub const EARLY_MESSAGE: &[u8] = b"early data of the peer";

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Role {
    Client,
    Server,
}

/// The command line: `client PORT` or `server`, then options of the form `--name value`.
pub struct Options {
    pub role: Role,
    /// Client: the port of the server. A server binds to any free port and reports it.
    pub port: u16,
    /// `--cert`: file with a certificate chain, PEM.
    pub certificate: Option<String>,
    /// `--key`: file with a private key, PKCS #8 PEM.
    pub key: Option<String>,
    /// `--ca`: file with trusted certificates, PEM. A server with this option requests a certificate.
    pub authority: Option<String>,
    /// `--ciphers`: IANA names, separated by colons. Empty: those of the implementation.
    pub cipher_suites: Vec<String>,
    /// `--groups`: IANA names, separated by colons. Empty: those of the implementation.
    pub groups: Vec<String>,
    /// `--key-shares`: groups of the first ClientHello's key shares. `None`: what the implementation prefers.
    pub key_shares: Option<Vec<String>>,
    /// `--cid`: the connection id to receive, hexadecimal, possibly empty. `None`: no extension.
    pub connection_id: Option<Vec<u8>>,
    /// `--psk`: an external pre-shared key, `IDENTITY:KEY` in hexadecimal.
    pub psk: Option<(Vec<u8>, Vec<u8>)>,
    /// `--psk-mode`: `psk_ke` or `psk_dhe_ke`. `None`: what the implementation prefers.
    pub psk_mode: Option<String>,
    /// `--ticket-key`: a server issues and accepts tickets under this key, 32 bytes in hexadecimal.
    pub ticket_key: Option<[u8; 32]>,
    /// `--post-handshake-auth yes`: a client offers it; a server with `--ca` requests no certificate in the handshake.
    pub post_handshake_auth: bool,
    /// `--early-data`: bytes of early data that a server accepts. A client sends `EARLY_MESSAGE` when it resumes.
    pub early_data: Option<u32>,
    /// `--mtu`: size of the longest datagram, in bytes.
    pub mtu: usize,
}

impl Options {
    /// Panics with a sentence for anything that cannot be understood.
    pub fn from_arguments() -> Self {
        let mut words = std::env::args().skip(1);
        let role = match words.next().as_deref() {
            Some("client") => Role::Client,
            Some("server") => Role::Server,
            other => panic!("the first argument is client or server, not {other:?}"),
        };
        let port = match role {
            Role::Client => words
                .next()
                .and_then(|word| word.parse().ok())
                .expect("client needs a port"),
            Role::Server => 0,
        };
        let mut options = Self {
            role,
            port,
            certificate: None,
            key: None,
            authority: None,
            cipher_suites: Vec::new(),
            groups: Vec::new(),
            key_shares: None,
            connection_id: None,
            psk: None,
            psk_mode: None,
            ticket_key: None,
            post_handshake_auth: false,
            early_data: None,
            mtu: 1200,
        };
        while let Some(name) = words.next() {
            let value = words.next().unwrap_or_else(|| panic!("{name} needs a value"));
            options.set(&name, value);
        }
        options
    }

    fn set(&mut self, name: &str, value: String) {
        match name {
            "--cert" => self.certificate = Some(value),
            "--key" => self.key = Some(value),
            "--ca" => self.authority = Some(value),
            "--ciphers" => self.cipher_suites = names(&value),
            "--groups" => self.groups = names(&value),
            "--key-shares" => self.key_shares = Some(names(&value)),
            "--cid" => self.connection_id = Some(hex::decode(&value).expect("--cid is hexadecimal")),
            "--psk" => self.psk = Some(external_key(&value).expect("--psk is IDENTITY:KEY")),
            "--psk-mode" => self.psk_mode = Some(value),
            "--ticket-key" => {
                let bytes = hex::decode(&value).expect("--ticket-key is hexadecimal");
                self.ticket_key = Some(bytes.try_into().expect("--ticket-key has 32 bytes"));
            }
            "--post-handshake-auth" => self.post_handshake_auth = value == "yes",
            "--early-data" => self.early_data = Some(value.parse().expect("--early-data is a number")),
            "--mtu" => self.mtu = value.parse().expect("--mtu is a number"),
            _ => panic!("unknown option: {name}"),
        }
    }
}

fn external_key(value: &str) -> Option<(Vec<u8>, Vec<u8>)> {
    let (identity, key) = value.split_once(':')?;
    Some((hex::decode(identity)?, hex::decode(key)?))
}

fn names(list: &str) -> Vec<String> {
    list.split(':')
        .filter(|name| !name.is_empty())
        .map(String::from)
        .collect()
}
