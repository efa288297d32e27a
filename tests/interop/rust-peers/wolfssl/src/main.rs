//! A peer on wolfSSL, which the crate `wolfssl-sys` carries and builds.
mod context;
mod names;
mod psk;
mod session;

use std::sync::mpsc::TryRecvError;
use std::time::{Duration, Instant};

use context::Context;
use harness::{Command, Event, Link, Options, Role, commands};
use session::{Input, Session};

/// Longest wait for a datagram, so that commands are seen.
const POLL: Duration = Duration::from_millis(5);

fn main() {
    let options = Options::from_arguments();
    let commands = commands();
    let mut buffer = vec![0; 65_536];
    let (mut link, first) = match options.role {
        Role::Client => (Link::to_server(options.port), None),
        Role::Server => {
            let (link, length) = Link::from_client(&mut buffer);
            (link, Some(buffer[..length].to_vec()))
        }
    };
    let context = Context::new(&options);
    let mut session = Session::new(&context, &options);
    if let Some(datagram) = first {
        session.feed(&datagram);
    }
    let mut secure = false;
    let mut timer = Instant::now();
    loop {
        let mut received = Vec::new();
        while session.next_input() == Input::Message {
            received.push(session.take_message());
        }
        // Only a record with an application message proves here that it is authentic.
        if let Some(source) = link.other_source().filter(|_| !received.is_empty()) {
            link.move_to(source);
        }
        flush(&mut session, &link);
        if !secure && session.is_secure() {
            secure = true;
            session.report("secure");
        }
        for message in received {
            Event::new("message").bytes("data", Some(&message)).print();
        }
        match session.last_input() {
            Input::Failure(reason) => {
                Event::new("failed").text("reason", &reason).print();
                return;
            }
            Input::Close => {
                session.close();
                flush(&mut session, &link);
                session.report("closed");
                return;
            }
            Input::Message | Input::Nothing => {}
        }
        match commands.try_recv() {
            Ok(command) => perform(command, &mut session, &mut link),
            Err(TryRecvError::Empty) => {}
            Err(TryRecvError::Disconnected) => return,
        }
        flush(&mut session, &link);
        if let Some(length) = link.receive(&mut buffer, POLL) {
            session.feed(&buffer[..length]);
            timer = Instant::now();
        } else if timer.elapsed() >= session.timeout() {
            session.timer_expired();
            timer = Instant::now();
        }
    }
}

fn flush(session: &mut Session, link: &Link) {
    for datagram in session.take_output() {
        link.send(&datagram);
    }
}

fn perform(command: Command, session: &mut Session, link: &mut Link) {
    let done = match command {
        Command::Send(message) => session.send(&message),
        Command::UpdateKeys => session.update_keys(),
        Command::RequestCertificate => session.request_certificate(),
        Command::RequestConnectionIds(_) | Command::UseSpareConnectionId | Command::Resume => Err("not in wolfSSL".into()),
        Command::Rebind => {
            link.rebind();
            Ok(())
        }
        Command::Report => {
            session.report("report");
            Ok(())
        }
        Command::Close => {
            session.close();
            Ok(())
        }
    };
    if let Err(reason) = done {
        Event::new("refused").text("reason", &reason).print();
    }
}
