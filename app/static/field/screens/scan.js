// @ts-check
/** Reads QR codes with the tablet's camera: by its own reader where it has one, else with the one that came along. */

const EVERY_MS = 160;
const AGAIN_MS = 2000;
const WIDTH = 480;

/** @typedef {(picture: HTMLVideoElement) => Promise<string>} Read the text of the QR code in sight, or '' */

/** @returns {Promise<Read>} */
async function reader() {
  const Native = /** @type {any} */ (globalThis).BarcodeDetector;
  if (Native && (await Native.getSupportedFormats()).includes('qr_code')) {
    const detector = new Native({ formats: ['qr_code'] });
    return async (video) => (await detector.detect(video))[0]?.rawValue ?? '';
  }
  const { default: decode } = await import('../../vendor/jsqr.js');
  const canvas = document.createElement('canvas');
  const paper = /** @type {CanvasRenderingContext2D} */ (canvas.getContext('2d', { willReadFrequently: true }));
  return async (video) => {
    canvas.width = WIDTH;
    canvas.height = Math.round((WIDTH * video.videoHeight) / video.videoWidth) || WIDTH;
    paper.drawImage(video, 0, 0, canvas.width, canvas.height);
    const { data, width, height } = paper.getImageData(0, 0, canvas.width, canvas.height);
    return decode(data, width, height, { inversionAttempts: 'dontInvert' })?.data ?? '';
  };
}

/**
 * Look through the camera until stopped, which may be at any moment, even before it opens its eye. A text is told when
 * it comes into sight, and again only after it was out of sight. `begun` fails where there is no camera or no leave.
 * @param {HTMLVideoElement} video @param {(text: string) => void} found
 */
export function scan(video, found) {
  /** @type {MediaStream | undefined} */
  let camera;
  let over = false;
  let timer = 0;
  let last = '';
  let seenAt = 0;
  const stop = () => {
    over = true;
    clearTimeout(timer);
    for (const track of camera?.getTracks() ?? []) track.stop();
    video.srcObject = null;
  };
  const begin = async () => {
    camera = await navigator.mediaDevices.getUserMedia({ video: { facingMode: 'environment' } });
    const read = await reader();
    if (over) return stop();
    video.srcObject = camera;
    await video.play();
    const look = async () => {
      const text = video.videoWidth ? await read(video).catch(() => '') : '';
      if (over) return;
      const now = performance.now();
      if (text && (text !== last || now - seenAt > AGAIN_MS)) found(text);
      if (text) [last, seenAt] = [text, now];
      if (!over) timer = window.setTimeout(look, EVERY_MS);
    };
    void look();
  };
  const begun = begin().catch((problem) => {
    if (over) return;
    stop();
    throw problem;
  });
  return { begun, stop };
}
