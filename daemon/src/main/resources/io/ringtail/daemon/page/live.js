// @ts-check
/** @import { EventListener } from "./events.js" */
/** One live stream that is resumed when it ends: its events go to the listeners while the page is visible. */

import { EventDecoder } from "./events.js";
import { FrameError } from "./frames.js";
import { ServiceError, stream } from "./service.js";

const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 10_000;

/**
 * @typedef {object} LiveState
 * @property {"reading" | "waiting" | "hidden" | "refused"} state
 * @property {string} message
 */

/** A stream of the events from now on. */
export class LiveStream {
    /**
     * @param {EventListener} listener
     * @param {(state: LiveState) => void} changed
     */
    constructor(listener, changed) {
        this.listener = listener;
        this.changed = changed;
        this.query = new URLSearchParams();
        /** @type {AbortController | undefined} */
        this.reading = undefined;
        document.addEventListener("visibilitychange", () => this.restart());
    }

    /**
     * Reads the selected events from now on.
     *
     * @param {Record<string, string>} selection parameters of /stream; empty ones are left out
     */
    select(selection) {
        this.query = new URLSearchParams({ from: "now" });
        for (const [name, value] of Object.entries(selection)) {
            if (value !== "") {
                this.query.set(name, value);
            }
        }
        this.restart();
    }

    /** Ends the stream, and begins another one if the page can be seen. */
    restart() {
        this.reading?.abort();
        this.reading = undefined;
        if (document.hidden) {
            this.changed({ state: "hidden", message: "not reading while the page is hidden" });
            return;
        }
        const reading = new AbortController();
        this.reading = reading;
        this.#read(reading.signal);
    }

    /** @param {AbortSignal} signal */
    async #read(signal) {
        for (let wait = FIRST_WAIT_MS; !signal.aborted; wait = Math.min(2 * wait, LONGEST_WAIT_MS)) {
            const begun = performance.now();
            try {
                this.changed({ state: "reading", message: "live" });
                const decoder = new EventDecoder(this.listener);
                await stream(this.query.toString(), bytes => decoder.push(bytes), signal);
                decoder.finish();
                this.changed({ state: "waiting", message: "the stream has ended; connecting again" });
            } catch (problem) {
                if (signal.aborted) {
                    return;
                }
                if (isFinal(problem)) {
                    this.changed({ state: "refused", message: /** @type {Error} */ (problem).message });
                    return;
                }
                this.changed({ state: "waiting", message: `${/** @type {Error} */ (problem).message}; trying again` });
            }
            if (performance.now() - begun > LONGEST_WAIT_MS) {
                wait = FIRST_WAIT_MS;
            }
            await new Promise(resolve => setTimeout(resolve, wait));
        }
    }
}

/** @param {unknown} problem */
function isFinal(problem) {
    const refused = problem instanceof ServiceError && problem.status >= 400 && problem.status < 429;
    return refused || problem instanceof FrameError;
}
