/// The IANA name, wolfSSL's name and the number of each cipher suite.
const CIPHER_SUITES: [(&str, &str, i32); 5] = [
    ("TLS_AES_128_GCM_SHA256", "TLS13-AES128-GCM-SHA256", 0x1301),
    ("TLS_AES_256_GCM_SHA384", "TLS13-AES256-GCM-SHA384", 0x1302),
    ("TLS_CHACHA20_POLY1305_SHA256", "TLS13-CHACHA20-POLY1305-SHA256", 0x1303),
    ("TLS_AES_128_CCM_SHA256", "TLS13-AES128-CCM-SHA256", 0x1304),
    ("TLS_AES_128_CCM_8_SHA256", "TLS13-AES128-CCM-8-SHA256", 0x1305),
];

/// The IANA name, the name in wolfSSL's reports and the number of each group.
const GROUPS: [(&str, &str, i32); 7] = [
    ("x25519", "X25519", 29),
    ("secp256r1", "SECP256R1", 23),
    ("secp384r1", "SECP384R1", 24),
    ("secp521r1", "SECP521R1", 25),
    ("X25519MLKEM768", "X25519MLKEM768", 0x11ec),
    ("SecP256r1MLKEM768", "SecP256r1MLKEM768", 0x11eb),
    ("SecP384r1MLKEM1024", "SecP384r1MLKEM1024", 0x11ed),
];

/// A list for wolfSSL, of IANA names.
pub fn cipher_list(names: &[String]) -> String {
    let own = |name: &String| match CIPHER_SUITES.iter().find(|suite| suite.0 == name) {
        Some(suite) => suite.1,
        None => panic!("unknown cipher suite: {name}"),
    };
    names.iter().map(own).collect::<Vec<_>>().join(":")
}

pub fn cipher_suite(number: i32) -> String {
    match CIPHER_SUITES.iter().find(|suite| suite.2 == number) {
        Some(suite) => suite.0.into(),
        None => format!("{number:#x}"),
    }
}

pub fn group_number(name: &String) -> i32 {
    match GROUPS.iter().find(|group| group.0 == name) {
        Some(group) => group.2,
        None => panic!("unknown group: {name}"),
    }
}

/// The IANA name, where wolfSSL's name is known.
pub fn group(reported: &str) -> String {
    match GROUPS.iter().find(|group| group.1 == reported) {
        Some(group) => group.0.into(),
        None => reported.into(),
    }
}
