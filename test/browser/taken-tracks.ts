/**
 * The tracks of microphones and cameras that the page takes from now on.
 */
export function takenTracks(kind: 'audio' | 'video'): MediaStreamTrack[] {
  const { mediaDevices } = navigator;
  const getUserMedia = mediaDevices.getUserMedia.bind(mediaDevices);
  const tracks: MediaStreamTrack[] = [];
  mediaDevices.getUserMedia = async (constraints) => {
    const stream = await getUserMedia(constraints);
    tracks.push(...stream.getTracks().filter((track) => track.kind === kind));
    return stream;
  };
  return tracks;
}
