/** Names and words that were replaced, and where they must not come back. One row for each decision. */
export interface BannedRow {
  /** What they were replaced by, or what to write instead. */
  readonly standard: string;
  /** Whole identifiers in code, `#private` ones without the `#`. Case matters. */
  readonly identifiers?: readonly string[];
  /** Whole base names of files without extensions: `doorstep` stands for `doorstep.ts` and `doorstep.test.ts`. */
  readonly files?: readonly string[];
  /** Words in comments, texts and documents. Case and line breaks do not matter. Whole words. */
  readonly phrases?: readonly string[];
  /** Folders it is banned from; default: the whole repository. */
  readonly rooms?: readonly string[];
}

const core = ['runtime/dtls13', 'runtime/net', 'tests/dtls13', 'tests/net'];
const sessions = [...core, 'runtime/testing', 'hwmodel/dtls13', 'tests/interop', 'tests/chaos'];

export const bannedRows: readonly BannedRow[] = [
  {
    standard: 'StatelessHandshakeContext, StatelessHandshakeHandler',
    identifiers: ['Door', 'Threshold', 'door', 'threshold', 'doorOptions'],
    files: ['door', 'threshold'],
    phrases: ['at the door', 'the door of', "server's door", 'its door'],
  },
  {
    standard: 'ClientHelloReader, ClientHelloHandler',
    identifiers: ['Doorstep', 'Doorkeeper', 'doorstep', 'doorkeeper'],
    files: ['doorstep', 'doorkeeper'],
    phrases: ['doorstep', 'doorkeeper'],
  },
  {
    standard: 'ListenerContext',
    identifiers: ['Household', 'household'],
    files: ['household'],
    phrases: ['household'],
  },
  {
    standard: 'ReassembledClientHello, AcceptedHandshake, Disposition',
    identifiers: ['Arrival', 'arrival', 'Admission', 'admission', 'AdmittedHandshake', 'Look', 'look'],
    rooms: ['runtime/dtls13', 'tests/dtls13'],
  },
  {
    standard: 'AmplificationLimiter: received, validated',
    identifiers: ['CreditSink', 'earn', 'lift', 'credits'],
    files: ['credit-sink'],
    rooms: ['runtime', 'tests/dtls13'],
  },
  {
    standard: 'StatelessResponses, CookieAuthenticator',
    identifiers: ['StatelessAnswers', 'CookieSeal', 'sealCookie', 'openCookie'],
    files: ['stateless-answers', 'cookie-seal'],
  },
  {
    standard: 'setCookieKeys, maxFragmentedHellos',
    identifiers: ['shareCookieKeys', 'helloSlots'],
    phrases: ['helloSlots', 'shareCookieKeys'],
  },
  {
    standard: 'ConnectionParts, ConnectionTable',
    identifiers: ['Association', 'Associations', 'association', 'associations'],
    files: ['association', 'associations'],
    rooms: ['runtime', 'tests/dtls13', 'hwmodel'],
  },
  {
    standard: 'current, pending, unknown, randomPrefix',
    identifiers: ['resident', 'challenger', 'stranger', 'markOf', 'residents', 'challengers'],
    phrases: ['resident', 'challenger', 'stranger', 'strangers'],
  },
  {
    standard: 'accepted, retransmitted',
    identifiers: ['newcomer', 'repeater'],
    phrases: ['newcomer', 'repeater'],
    rooms: core,
  },
  { standard: 'HandshakeBase', identifiers: ['Role'], files: ['role'], rooms: ['runtime', 'hwmodel', 'tests/dtls13'] },
  {
    standard: 'HandshakeConfig, resolveOptions',
    identifiers: ['Policy', 'ClientPolicy', 'ServerPolicy', 'clientPolicy', 'serverPolicy', 'settle', 'policy'],
    files: ['policy'],
    rooms: ['runtime/dtls13', 'tests/dtls13'],
  },
  {
    standard: 'RetryParameters, certificate.ts, certificate-verify.ts, peer-authentication',
    identifiers: ['RetryWish', 'wishOf', 'wish', 'PeerIdentity', 'OwnIdentity'],
    files: ['own-identity', 'peer-identity'],
  },
  {
    standard: 'RecordDispatcher',
    identifiers: ['Destinations', 'IncomingRecords'],
    files: ['incoming-records', 'destinations'],
    rooms: ['runtime', 'tests/dtls13'],
  },
  {
    standard: 'EventQueue, AckResult, RecordResult, FragmentResult',
    identifiers: ['Outbox', 'outbox', 'News', 'Intake', 'intake', 'Reception', 'reception'],
    files: ['outbox', 'news', 'intake', 'reception'],
    rooms: sessions,
  },
  {
    standard: 'sendWarningAlert, discardOutput, zeroize, acceptRecord, replace',
    identifiers: [
      'farewell',
      'mute',
      'wipe',
      'wiped',
      'wipeTrafficKeys',
      'hear',
      'heardMore',
      'heardAt',
      'supersede',
      'superseded',
    ],
    rooms: ['runtime', 'spec', 'generated', 'hwmodel', 'tests/dtls13', 'tests/crypto'],
  },
  {
    standard: 'startFlight, requestRetransmit, CertificateVerificationRequest',
    identifiers: [
      'launch',
      'Question',
      'question',
      'nextQuestion',
      'askChain',
      'chainAccepted',
      'chainRejected',
      'hint',
    ],
    rooms: ['runtime/dtls13', 'runtime/net', 'runtime/testing', 'hwmodel/dtls13', 'spec/dtls13/charts', 'tests/dtls13'],
  },
  {
    standard: 'ParsedCertificate, CertificateExtensions, verify-chain',
    identifiers: ['Candidate', 'decideChain', 'ChainDecision', 'CertificateProfile'],
    files: ['candidate', 'profile', 'decision'],
    rooms: ['runtime/certificates', 'tests/certificates'],
  },
  {
    standard: 'ClientTransport, deferred, CertificateVerifier',
    identifiers: ['Dial', 'Settleable', 'settleable', 'Judge', 'judge', 'PeerVerification'],
    files: ['dial', 'settleable', 'peer-verification'],
    rooms: ['runtime', 'hwmodel', 'tests/net', 'tests/dtls13'],
  },
  { standard: 'PathResolver', identifiers: ['Host'], rooms: ['runtime/dtls13', 'tests/dtls13'] },
  {
    standard: 'ReplayX, TraceStep, LatencyModel',
    identifiers: ['PlayingRecordLayer', 'PlayingHandshakeEngine', 'Step', 'CostLaw', 'costLaw'],
    files: ['playing-record-layer', 'playing-handshake-engine', 'cost-law'],
    rooms: ['hwmodel', 'generated', 'tests/hwmodel', 'generator/emit/hardware'],
  },
  {
    standard: 'PrimitiveChannel, echoTimeoutMs, recordFifoLatency',
    identifiers: ['UpdatingChannel', 'patienceMs', 'patience', 'watchPassage'],
    files: ['patience'],
    rooms: ['hwmodel', 'cli', 'runtime', 'tests/cli', 'tests/hwmodel'],
  },
  {
    standard: 'history, active-state, entry-set, exit / restore',
    identifiers: ['memory', 'entrance', 'leave', 'resume'],
    files: ['memory', 'place', 'entrance'],
    rooms: ['generator/emit/machines', 'generator/model', 'generated/dtls13/machines'],
  },
  {
    standard: 'runtime-imports, CodecContext, reflow',
    identifiers: ['Frame', 'flexible'],
    files: ['rooms', 'frame', 'flexible'],
    rooms: ['generator'],
  },
  {
    standard: 'seeded-random, differential, multi-peer-host, keyed-peer, impairment, hostile-session',
    files: [
      'dice',
      'chart-duel',
      'dissect-duel',
      'duel',
      'crossroads',
      'insider',
      'hostile-insider',
      'trouble',
      'wild-session',
    ],
    identifiers: [
      'dice',
      'Dice',
      'duel',
      'Crossroads',
      'crossroads',
      'insider',
      'Insider',
      'wildSession',
      'WildSession',
    ],
    rooms: ['tests'],
  },
  { standard: 'silently', phrases: ['without a word'] },
  { standard: 'restarts the handshake', phrases: ['begins anew', 'began anew', 'begin anew', 'begun anew'] },
  { standard: 'authenticated', phrases: ['vouches for', 'vouch for', 'vouched for'] },
  { standard: 'is not allowed in', phrases: ['has no business', 'have no business'] },
  { standard: 'makes the final decision', phrases: ['the last word'] },
  {
    standard: 'the result',
    phrases: ['what became of', 'what becomes of', 'comes of it', 'came of it', 'becomes of it'],
  },
  { standard: 'only an accepted connection is retained', phrases: ['nothing of this stays'] },
  { standard: 'further keys cannot match', phrases: ['in vain'] },
  { standard: 'duplicate name', phrases: ['stands there twice'] },
  { standard: 'must be a string', phrases: ['is not a text', 'is a text'] },
  { standard: 'must be a CryptoProvider', phrases: ['is none of wirechart'] },
  { standard: 'unexpected message', phrases: ['out of place here'] },
  {
    standard: 'any sender; no sender; because X is missing',
    phrases: ['nobody', 'somebody', 'anybody', 'for want of'],
  },
];
