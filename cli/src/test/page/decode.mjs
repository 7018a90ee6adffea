// Decodes a stream with the page's own modules, and prints its events as `ringtail tail --json` does.
// Usage: node decode.mjs DIRECTORY-OF-THE-MODULES STREAM
import { readFileSync, writeSync } from "node:fs";
import { pathToFileURL } from "node:url";

const [directory, file] = process.argv.slice(2);
const { EventDecoder } = await import(pathToFileURL(`${directory}/events.js`));
const { eventJson } = await import(pathToFileURL(`${directory}/text.js`));

const lines = [];
const decoder = new EventDecoder({
    event: event => lines.push(eventJson(event)),
    lost: ({ cpu, count }) => lines.push(`{"cpu":${cpu},"lost":${count < 0 ? null : count}}`),
});
const bytes = new Uint8Array(readFileSync(file));
// Pieces of odd lengths: frames are cut everywhere.
for (let at = 0, length = 1; at < bytes.length; at += length, length = (length * 7 + 3) % 70_001) {
    decoder.push(bytes.subarray(at, Math.min(bytes.length, at + length)));
}
if (!decoder.frames.atFrameEnd || decoder.damagedPages > 0) {
    throw new Error(`${decoder.damagedPages} damaged pages; at a frame's end: ${decoder.frames.atFrameEnd}`);
}
decoder.finish();
const out = new TextEncoder().encode(lines.map(line => `${line}\n`).join(""));
for (let written = 0; written < out.length; ) {
    written += writeSync(1, out, written);
}
