import { isExecutable } from './executable.ts';

const USUAL_PLACES = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];

/** Path of a Chromium for the browser suites: CHROMIUM_PATH as it stands, else the first one found, else undefined. */
export function findChromium(): string | undefined {
  return process.env['CHROMIUM_PATH'] ?? USUAL_PLACES.find(isExecutable);
}
