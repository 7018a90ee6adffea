// @ts-check
/** @import { EventListener } from "./events.js" */
/** @import { LiveState } from "./live.js" */
/** The events of files instead of a daemon's: one stream, read once to its end. */

import { EventDecoder } from "./events.js";
import { ServiceError, ask, stream } from "./service.js";

const COMPLETE = 0;
const GONE = "the command ringtail view has ended";

/**
 * @typedef {object} ViewedFile
 * @property {string} name
 * @property {string} host
 * @property {string} clock
 * @property {number} machine the number of its machine
 * @property {number} first_cpu what is added to the numbers of its CPUs
 * @property {string} buffers
 */

/** The files that are shown. */
export async function files() {
    /** @type {{files: ViewedFile[]}} */
    const answer = await (await ask("files")).json();
    return answer.files;
}

/** What the page's address selects: parameters of /stream. */
export function selection() {
    return new URLSearchParams(location.search);
}

/**
 * Shows other events: the page is loaded again, so that its address says what it shows.
 *
 * @param {Record<string, string>} chosen parameters of /stream; empty ones are left out
 */
export function select(chosen) {
    const query = selection();
    for (const [name, value] of Object.entries(chosen)) {
        if (value === "") {
            query.delete(name);
        } else {
            query.set(name, value);
        }
    }
    if (query.toString() === selection().toString()) {
        location.reload();
    } else {
        location.search = query.toString();
    }
}

/**
 * Reads the selected events.
 *
 * @param {EventListener} listener
 * @param {(state: LiveState) => void} changed
 */
export async function readFiles(listener, changed) {
    let problem = GONE;
    const decoder = new EventDecoder({
        ...listener,
        end: (reason, detail) => {
            problem = reason === COMPLETE ? "" : detail || "the files cannot be read any further";
        },
    });
    changed({ state: "reading", message: "reading" });
    try {
        await stream(selection().toString(), bytes => decoder.push(bytes), new AbortController().signal);
    } catch (failure) {
        const known = failure instanceof ServiceError && failure.status > 0;
        problem = known ? failure.message : failure instanceof TypeError || failure instanceof ServiceError ? GONE : String(failure);
        if (known) {
            changed({ state: "refused", message: problem });
            return;
        }
    }
    decoder.finish();
    changed(problem === "" ? { state: "complete", message: "read" } : { state: "waiting", message: problem });
}
