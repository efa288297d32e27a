use std::fs::read_to_string;
use std::net::SocketAddr;
use std::sync::Arc;

use harness::Options;
use purecrypto::ec::BoxedEcdsaPrivateKey;
use purecrypto::rng::OsRng;
use purecrypto::tls::{ClientAuth, Config, ConfigBuilder, NamedGroup, ProtocolVersion, ResumptionSession, RootCertStore, SigningKey};
use purecrypto::x509::Certificate;

/// The key of a test only: cookies do not outlive the process.
const COOKIE_SECRET: [u8; 32] = [7; 32];

pub fn client(options: &Options, session: Option<ResumptionSession>) -> Config {
    let mut builder = both_roles(options).server_name("localhost");
    builder = match &options.authority {
        Some(file) => builder.roots(roots(file)),
        None => builder.verify_certificates(false),
    };
    if let Some(shares) = &options.key_shares {
        builder = builder.key_shares(&groups(shares));
    }
    if let Some(session) = session {
        builder = builder.resumption_session(session);
    }
    builder.build()
}

pub fn server(options: &Options, peer: SocketAddr) -> Config {
    let mut builder = both_roles(options).cookie_secret(COOKIE_SECRET).peer_socket_addr(peer);
    if let Some(file) = &options.authority {
        builder = builder.client_auth(ClientAuth::new(roots(file), true));
    }
    if let Some(key) = options.ticket_key {
        builder = builder.ticket_key(key);
    }
    if let Some(size) = options.early_data {
        // Accepted only from the address that got the ticket, and every client of a test has another port.
        let address = SocketAddr::from(([127, 0, 0, 1], 1));
        builder = builder.max_early_data(size).peer_socket_addr(address);
    }
    builder.build()
}

fn both_roles(options: &Options) -> ConfigBuilder {
    let mut builder = Config::builder()
        .versions(ProtocolVersion::DTLSv1_3, ProtocolVersion::DTLSv1_3)
        .rng(Arc::new(OsRng))
        .max_record_size(options.mtu);
    if let (Some(certificate), Some(key)) = (&options.certificate, &options.key) {
        let key = BoxedEcdsaPrivateKey::from_pkcs8_pem(&read(key)).expect("an ECDSA key");
        builder = builder
            .try_identity(chain(certificate), SigningKey::Ecdsa(key))
            .expect("a matching key");
    }
    if !options.cipher_suites.is_empty() {
        builder = builder.cipher_suites(&options.cipher_suites.iter().map(|name| suite(name)).collect::<Vec<_>>());
    }
    if !options.groups.is_empty() {
        builder = builder.key_exchange_groups(&groups(&options.groups));
    }
    if let Some(id) = &options.connection_id {
        builder = builder.connection_id(id.clone());
    }
    builder
}

fn suite(name: &str) -> u16 {
    match name {
        "TLS_AES_128_GCM_SHA256" => 0x1301,
        "TLS_AES_256_GCM_SHA384" => 0x1302,
        "TLS_CHACHA20_POLY1305_SHA256" => 0x1303,
        _ => panic!("unknown cipher suite: {name}"),
    }
}

fn groups(names: &[String]) -> Vec<NamedGroup> {
    let group = |name: &String| NamedGroup::from_name(name).unwrap_or_else(|| panic!("unknown group: {name}"));
    names.iter().map(group).collect()
}

fn roots(file: &str) -> RootCertStore {
    let mut store = RootCertStore::new();
    for pem in certificates(file) {
        store.add_pem(&pem).expect("a trusted certificate");
    }
    store
}

fn chain(file: &str) -> Vec<Vec<u8>> {
    let der = |pem: String| Certificate::from_pem(&pem).expect("a certificate").to_der().to_vec();
    certificates(file).into_iter().map(der).collect()
}

/// The PEM blocks of a file.
fn certificates(file: &str) -> Vec<String> {
    const END: &str = "-----END CERTIFICATE-----";
    read(file)
        .split_inclusive(END)
        .filter(|block| block.contains(END))
        .map(|block| format!("{}\n", block.trim()))
        .collect()
}

fn read(file: &str) -> String {
    read_to_string(file).unwrap_or_else(|error| panic!("{file}: {error}"))
}
