// A handwritten equivalent of a part of the compiled flight machine.
import { FlightEvent, type FlightPort, FlightState, FlightTimer } from 'wirechart/dtls13/machines';

/** The actions and guards of the machine, without the trace. */
type Port = Omit<FlightPort, 'transition'>;

/**
 * A handwritten machine for the part of the flight chart that the benchmark uses: a switch over integer states and
 * events, without a trace, a queue for events sent by actions, or expired timers.
 */
export class HandwrittenFlight {
  #state: FlightState = FlightState.PREPARING;
  readonly #port: Port;

  constructor(port: Port) {
    this.#port = port;
  }

  get state(): FlightState {
    return this.#state;
  }

  send(event: FlightEvent): void {
    const port = this.#port;
    switch (this.#state) {
      case FlightState.PREPARING:
        if (event === FlightEvent.buffered) {
          port.transmitFlight();
          this.#state = FlightState.SENDING;
        }
        break;
      case FlightState.SENDING:
        if (event === FlightEvent.transmitted) {
          port.startTimer(FlightTimer['WAITING.ARMED.retransmit']);
          this.#state = FlightState['WAITING.ARMED'];
        }
        break;
      case FlightState['WAITING.ARMED']:
        switch (event) {
          case FlightEvent.peerRetransmit:
            if (!port.nothingAcknowledged()) return;
            port.cancelTimer(FlightTimer['WAITING.ARMED.retransmit']);
            port.rewind();
            port.transmitFlight();
            this.#state = FlightState.SENDING;
            break;
          case FlightEvent.nextFlightPart:
            port.cancelTimer(FlightTimer['WAITING.ARMED.retransmit']);
            port.dropFlight();
            this.#state = FlightState['WAITING.ACKED'];
            break;
        }
        break;
      case FlightState['WAITING.ACKED']:
        if (event === FlightEvent.nextFlightComplete) {
          const last = port.isPeersLastFlight();
          port.dropFlight();
          if (last) port.startTimer(FlightTimer['FINISHED.linger']);
          this.#state = last ? FlightState.FINISHED : FlightState.PREPARING;
        }
        break;
    }
  }
}
