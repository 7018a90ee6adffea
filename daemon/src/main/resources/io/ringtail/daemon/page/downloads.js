// @ts-check
/** Traces as files of the browser's user, and for Perfetto's page. */

import { ask, stream } from "./service.js";
import { TraceDatRecorder } from "./tracedat.js";

const PERFETTO_TYPE = "application/vnd.perfetto";
const PERFETTO = "https://ui.perfetto.dev";
/** Perfetto answers a greeting once it has loaded. */
const GREETING_MS = 200;
const PATIENCE_MS = 30_000;

/**
 * The parameters of a stream of what the rings hold.
 *
 * @param {string} seconds the last ones; empty for all
 */
function held(seconds) {
    const query = new URLSearchParams({ wait: "0" });
    if (seconds !== "") {
        query.set("since", `${seconds}s`);
    }
    return query;
}

/**
 * The last seconds as a trace.dat.
 *
 * @param {string} seconds empty for all
 */
export async function traceDat(seconds) {
    const query = held(seconds);
    query.set("ahead", "any");
    const recorder = new TraceDatRecorder();
    await stream(query.toString(), bytes => recorder.push(bytes), new AbortController().signal);
    return recorder.file();
}

/**
 * The last seconds as a Perfetto trace.
 *
 * @param {string} seconds empty for all
 */
export async function perfettoTrace(seconds) {
    return (await ask(`stream?${held(seconds)}`, { headers: { Accept: PERFETTO_TYPE } })).blob();
}

/**
 * A file name with the present time.
 *
 * @param {string} extension
 */
export function nameNow(extension) {
    return `ringtail-${new Date().toISOString().replace(/[:.]/g, "-")}.${extension}`;
}

/**
 * Lets the browser save a file.
 *
 * @param {Blob} file
 * @param {string} name
 */
export function save(file, name) {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(file);
    link.download = name;
    link.click();
    URL.revokeObjectURL(link.href);
}

/** Opens Perfetto's page: only in the answer to a click, so before the trace has arrived. */
export function openPerfetto() {
    return open(PERFETTO);
}

/**
 * Passes a trace to Perfetto by the message that it documents for other pages.
 *
 * @param {Window} window
 * @param {ArrayBuffer} buffer
 * @param {string} title
 */
export function passToPerfetto(window, buffer, title) {
    return new Promise((resolve, reject) => {
        const greeting = setInterval(() => window.postMessage("PING", PERFETTO), GREETING_MS);
        const stop = () => {
            clearInterval(greeting);
            clearTimeout(patience);
            removeEventListener("message", answered);
        };
        const patience = setTimeout(() => {
            stop();
            reject(new Error(`${PERFETTO} does not answer: this browser needs the internet for it`));
        }, PATIENCE_MS);
        const answered = (/** @type {MessageEvent} */ message) => {
            if (message.origin === PERFETTO && message.data === "PONG") {
                stop();
                window.postMessage({ perfetto: { buffer, title } }, PERFETTO);
                resolve(undefined);
            }
        };
        addEventListener("message", answered);
    });
}
