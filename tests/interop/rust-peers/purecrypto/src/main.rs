//! A peer on the crate `purecrypto`.
mod config;

use std::sync::mpsc::TryRecvError;
use std::time::{Duration, Instant};

use harness::{Command, EARLY_MESSAGE, Event, Link, Options, Role, commands};
use purecrypto::tls::{Connection, Error};

/// Longest wait for a datagram, so that commands are seen.
const POLL: Duration = Duration::from_millis(5);

fn main() {
    let options = Options::from_arguments();
    let commands = commands();
    let start = Instant::now();
    let mut buffer = vec![0; 65_536];
    let (mut connection, mut link) = match options.role {
        Role::Client => {
            let link = Link::to_server(options.port);
            (Connection::client(&config::client(&options, None)).expect("client"), link)
        }
        Role::Server => {
            let (link, length) = Link::from_client(&mut buffer);
            let mut connection = Connection::server(&config::server(&options, link.peer())).expect("server");
            connection.set_now(start.elapsed());
            let _ = connection.feed(&buffer[..length]);
            (connection, link)
        }
    };
    let mut secure = false;
    loop {
        let outcome = turn(&mut connection, &mut link, start, &mut buffer);
        // Before `secure`: it arrives before the handshake is complete.
        let early = connection.take_early_data().unwrap_or_default();
        if !early.is_empty() {
            Event::new("earlyData").bytes("data", Some(&early)).print();
        }
        if !secure && connection.is_handshake_complete() {
            secure = true;
            report("secure", &connection);
        }
        while let Ok(message) = connection.recv() {
            if message.is_empty() {
                break;
            }
            Event::new("message").bytes("data", Some(&message)).print();
        }
        if let Err(error) = outcome {
            flush(&mut connection, &link);
            Event::new("failed").text("reason", &format!("{error:?}")).print();
            return;
        }
        if connection.received_close_notify() {
            let _ = connection.close();
            flush(&mut connection, &link);
            report("closed", &connection);
            return;
        }
        match commands.try_recv() {
            Ok(Command::Resume) => {
                let session = connection.take_session();
                let _ = connection.close();
                flush(&mut connection, &link);
                link.rebind();
                connection = Connection::client(&config::client(&options, session)).expect("client");
                connection.set_now(start.elapsed());
                if options.early_data.is_some()
                    && let Err(error) = connection.write_early_data(EARLY_MESSAGE)
                {
                    Event::new("refused").text("reason", &format!("{error:?}")).print();
                }
                secure = false;
            }
            Ok(command) => {
                connection.set_now(start.elapsed());
                if let Err(error) = perform(command, &mut connection, &mut link) {
                    Event::new("refused").text("reason", &format!("{error:?}")).print();
                }
            }
            Err(TryRecvError::Empty) => {}
            Err(TryRecvError::Disconnected) => return,
        }
    }
}

/// Sends what waits, feeds one datagram if there is one, and fires the timer.
fn turn(connection: &mut Connection, link: &mut Link, start: Instant, buffer: &mut [u8]) -> Result<(), Error> {
    connection.set_now(start.elapsed());
    if connection.next_timeout().is_some_and(|at| start.elapsed() >= at) {
        connection.on_timeout(start.elapsed());
    }
    flush(connection, link);
    if let Some(length) = link.receive(buffer, POLL) {
        connection.set_now(start.elapsed());
        connection.feed(&buffer[..length])?;
        if let Some(source) = link
            .other_source()
            .filter(|_| connection.datagram_allows_peer_address_update())
        {
            link.move_to(source);
        }
        flush(connection, link);
    }
    Ok(())
}

fn flush(connection: &mut Connection, link: &Link) {
    while let Ok(datagram) = connection.pop() {
        if datagram.is_empty() {
            break;
        }
        link.send(&datagram);
    }
}

fn perform(command: Command, connection: &mut Connection, link: &mut Link) -> Result<(), Error> {
    match command {
        Command::Send(message) => connection.send(&message),
        Command::UpdateKeys => connection.request_key_update(),
        Command::RequestCertificate => {
            Event::new("refused").text("reason", "not in purecrypto").print();
            Ok(())
        }
        Command::RequestConnectionIds(count) => connection.request_connection_ids(count),
        Command::UseSpareConnectionId => connection.use_spare_connection_id(),
        Command::Rebind => {
            link.rebind();
            Ok(())
        }
        Command::Resume => unreachable!("the loop replaces the connection"),
        Command::Report => {
            report("report", connection);
            Ok(())
        }
        Command::Close => connection.close(),
    }
}

fn report(event: &str, connection: &Connection) {
    Event::new(event)
        .text(
            "cipherSuite",
            connection.negotiated_cipher_suite_name().unwrap_or("none"),
        )
        .text(
            "group",
            connection.negotiated_group().map_or("none", |group| group.name()),
        )
        .boolean("resumed", connection.resumed())
        .boolean("earlyDataAccepted", connection.early_data_accepted())
        .boolean("helloRetryRequest", connection.hello_retry_request_used())
        .bytes("receivedConnectionId", connection.local_connection_id())
        .bytes("sentConnectionId", connection.peer_connection_id())
        .number("spareConnectionIds", connection.spare_connection_ids() as u64)
        .number("keyUpdatesSent", connection.sent_key_updates().into())
        .number("keyUpdatesReceived", connection.peer_key_updates().into())
        .number("peerCertificates", connection.peer_certificates().len() as u64)
        .print();
}
