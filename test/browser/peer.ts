/**
 * The other end of a call: a real peer connection that answers the SDK's offers, and makes offers of its own. It takes part
 * in the sound of the call. It accepts video and screen sharing, and ignores them.
 *
 * The service speaks a dialect of SDP: profile `RTP/SAVP`, `x-` attributes, backslashes in the URIs of header
 * extensions, and `x-data` for the data channel (observed with SDK 1.40.1, 1.46.1 and 2.0.0).
 */
interface Description {
  readonly head: readonly string[];
  /** The lines of each media section. The first is that of the sound. */
  readonly media: readonly (readonly string[])[];
}

/** The directions of a section in its `a=` line. */
type Direction = 'sendrecv' | 'sendonly' | 'recvonly' | 'inactive';

const DIRECTION = /^a=(sendrecv|sendonly|recvonly|inactive)$/;
const TRANSPORT = /^a=(ice-ufrag|ice-pwd|fingerprint|setup):/;
const REJECTED = /^m=\S+ 0 /;
/** Lines about the sender. */
const OF_SENDER = /^a=(ssrc|ssrc-group|x-ssrc-range|msid|candidate|ice-options|rtcp:|crypto)/;

const plain = (line: string): string =>
  line.startsWith('m=')
    ? line.replace(/ (UDP\/TLS\/)?RTP\/SAVPF? /, ' UDP/TLS/RTP/SAVPF ')
    : line.startsWith('a=extmap:')
      ? line.replaceAll('\\', '/').replace(/http:\/+/, 'http://')
      : line;

const parse = (text: string): Description => {
  const [head = '', ...media] = text.replaceAll('\r', '').split(/\n(?=m=)/);
  const linesOf = (part: string): string[] =>
    part
      .split('\n')
      .filter(
        (line) => line !== '' && !/^b=|^a=group:|^a=candidate:.* tcp/.test(line) && !line.includes('tcp-act'),
      )
      .map(plain);
  return { head: linesOf(head), media: media.map(linesOf) };
};

const midOf = (section: readonly string[]): string =>
  section.find((line) => line.startsWith('a=mid:'))?.slice('a=mid:'.length) ?? '';

const print = ({ head, media }: Description): string => {
  const bundle = media.filter(([first = '']) => !REJECTED.test(first)).map(midOf);
  return [...head, `a=group:BUNDLE ${bundle.join(' ')}`, ...media.flat(), ''].join('\r\n');
};

/** The peer's answer to a section of the SDK: it receives over its own transport, and sends nothing. */
const reflect = (
  section: readonly string[],
  transport: readonly string[],
  index: number,
): readonly string[] => {
  const [first = '', ...rest] = section;
  if (REJECTED.test(first)) {
    return [first, 'c=IN IP4 0.0.0.0', 'a=inactive', ...rest.filter((line) => /^a=(mid|label):/.test(line))];
  }
  const isSent = rest.some((line) => /^a=(sendrecv|sendonly)$/.test(line));
  return [
    first.replace(/^(m=\S+) \d+/, '$1 9'),
    ...rest
      .filter((line) => !TRANSPORT.test(line) && !OF_SENDER.test(line))
      .map((line) => (DIRECTION.test(line) ? (isSent ? 'a=recvonly' : 'a=inactive') : line)),
    // The SDK reads the sources of a section from this line.
    `a=x-ssrc-range:${String(1_000 * index)}-${String(1_000 * index)}`,
    ...transport,
  ];
};

export interface Peer {
  /** Answers an offer of the SDK. */
  readonly answer: (offer: string) => Promise<string>;
  /** Makes an offer. Needs an earlier offer of the SDK. */
  readonly offer: (sound: Direction) => Promise<string>;
  /** Takes the SDK's answer. */
  readonly take: (answer: string) => Promise<void>;
  readonly close: () => void;
}

/** A peer connection, and the media sections of the SDK's latest description. */
interface State {
  readonly connection: RTCPeerConnection;
  sections: Description['media'];
}

/** Takes a description of the SDK. Gives only the sound of it, as a browser accepts it. */
const takeSound = (state: State, text: string): string => {
  const { head, media } = parse(text);
  state.sections = media;
  return print({
    head,
    media: media.slice(0, 1).map((section) => section.filter((line) => !line.startsWith('a=x-'))),
  });
};

const gathered = (connection: RTCPeerConnection): Promise<void> =>
  new Promise((done) => {
    const look = (): void => {
      if (connection.iceGatheringState === 'complete') {
        done();
      }
    };
    connection.onicegatheringstatechange = look;
    look();
  });

/** The peer's own description, with a section for each of the SDK's. */
const describe = async ({ connection, sections }: State): Promise<string> => {
  await gathered(connection);
  const { head, media } = parse(connection.localDescription?.sdp ?? '');
  const [sound = []] = media;
  const transport = sound.filter((line) => TRANSPORT.test(line));
  return print({
    head,
    media: sections.map((section, i) => (i === 0 ? sound : reflect(section, transport, i))),
  });
};

export function createPeer(): Peer {
  const connection = new RTCPeerConnection();
  const state: State = { connection, sections: [] };
  return {
    answer: async (offer) => {
      await connection.setRemoteDescription({ type: 'offer', sdp: takeSound(state, offer) });
      await connection.setLocalDescription(await connection.createAnswer());
      return describe(state);
    },
    offer: async (sound) => {
      for (const transceiver of connection.getTransceivers()) {
        transceiver.direction = sound;
      }
      await connection.setLocalDescription(await connection.createOffer());
      return describe(state);
    },
    take: (answer) => connection.setRemoteDescription({ type: 'answer', sdp: takeSound(state, answer) }),
    close: () => {
      connection.close();
    },
  };
}
