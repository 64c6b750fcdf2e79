// @ts-check
/** Reads QR codes with the tablet's camera: by its own reader where it has one, else with the one that came along. */

const EVERY_MS = 160;
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
 * Look through the camera until stopped; each new text is told once. Throws where there is no camera or no leave.
 * @param {HTMLVideoElement} video @param {(text: string) => void} found
 */
export async function scan(video, found) {
  const camera = await navigator.mediaDevices.getUserMedia({ video: { facingMode: 'environment' } });
  const stop = () => {
    clearTimeout(timer);
    for (const track of camera.getTracks()) track.stop();
    video.srcObject = null;
  };
  let timer = 0;
  let last = '';
  try {
    const read = await reader();
    video.srcObject = camera;
    await video.play();
    const look = async () => {
      const text = video.videoWidth ? await read(video).catch(() => '') : '';
      if (text && text !== last) found(text);
      last = text || last;
      if (video.srcObject) timer = window.setTimeout(look, EVERY_MS);
    };
    void look();
  } catch (problem) {
    stop();
    throw problem;
  }
  return stop;
}
