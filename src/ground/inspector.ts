/**
 * Keeps the inspector shut, which Node.js opens on SIGUSR1: a process that may send that signal could read the keys and every
 * number in memory (R23). A listener takes the place of that of Node.js; in the image `--disable-sigusr1` holds from the first instant.
 */
export function keepInspectorShut(): void {
  process.on('SIGUSR1', () => {})
}
