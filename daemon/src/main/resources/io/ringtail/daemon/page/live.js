// @ts-check
/** @import { EventListener } from "./events.js" */
/** One live stream, resumed where it was when it ends: its events go to a listener while the page is visible. */

import { EventDecoder } from "./events.js";
import { FrameError } from "./frames.js";
import { ServiceError, stream } from "./service.js";

const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 10_000;
/** A daemon sends something every five seconds; after a laptop's sleep, a connection may be gone without a word. */
const SILENCE_MS = 20_000;
const LOOK_MS = 1000;
/** The buffer that the stream was in exists no longer. */
const GONE = 410;

/**
 * @typedef {object} LiveState
 * @property {"reading" | "waiting" | "hidden" | "refused" | "complete"} state
 * @property {string} message
 *
 * @typedef {object} Pause
 * @property {"hidden" | "interrupted"} why nothing was read
 * @property {number} ms for how long
 * @property {bigint} nowNs the present on the clock of all times; 0 if unknown
 * @property {boolean} resumed whether the stream goes on where it was; otherwise it is unknown how much is missing
 */

/** A stream of the events from now on. */
export class LiveStream {
    /**
     * @param {EventListener} listener
     * @param {(state: LiveState) => void} changed
     * @param {(pause: Pause) => void} paused called when reading goes on after a pause
     */
    constructor(listener, changed, paused) {
        this.listener = { ...listener, hello: this.#hello.bind(this, listener) };
        this.changed = changed;
        this.paused = paused;
        this.query = new URLSearchParams();
        /** @type {AbortController | undefined} */
        this.reading = undefined;
        /** @type {EventDecoder | undefined} of the streams of one buffer and selection */
        this.decoder = undefined;
        this.resumed = false;
        /** When bytes came last. */
        this.heardMs = 0;
        /** @type {{why: "hidden" | "interrupted", sinceMs: number} | undefined} */
        this.pause = undefined;
        document.addEventListener("visibilitychange", () => this.restart());
        setInterval(() => this.#look(), LOOK_MS);
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
        this.decoder = undefined;
        this.pause = undefined;
        this.restart();
    }

    /** Ends the stream, and goes on with another one if the page can be seen. */
    restart() {
        this.reading?.abort();
        this.reading = undefined;
        if (document.hidden) {
            this.#stop("hidden");
            this.changed({ state: "hidden", message: "not reading while the page is hidden" });
            return;
        }
        const reading = new AbortController();
        this.reading = reading;
        this.#read(reading.signal);
    }

    /** Begins a stream anew if the one that is read has been silent for too long. */
    #look() {
        if (this.reading && this.heardMs > 0 && Date.now() - this.heardMs > SILENCE_MS) {
            this.#stop("interrupted");
            this.restart();
        }
    }

    /** @param {"hidden" | "interrupted"} why */
    #stop(why) {
        if (this.decoder) {
            this.pause ??= { why, sinceMs: this.heardMs || Date.now() };
        }
        this.heardMs = 0;
    }

    /**
     * @param {EventListener} listener
     * @param {import("./frames.js").Hello} hello
     */
    #hello(listener, hello) {
        const pause = this.pause;
        this.pause = undefined;
        if (!this.resumed) {
            listener.hello?.(hello);
        }
        if (pause) {
            const ms = Date.now() - pause.sinceMs;
            this.paused({ why: pause.why, ms, nowNs: hello.monotonicNs, resumed: this.resumed });
        }
    }

    /** @param {AbortSignal} signal */
    async #read(signal) {
        for (let wait = FIRST_WAIT_MS; !signal.aborted; wait = Math.min(2 * wait, LONGEST_WAIT_MS)) {
            const begun = performance.now();
            try {
                this.changed({ state: "reading", message: "live" });
                await this.#once(signal);
                this.changed({ state: "waiting", message: "the stream has ended; connecting again" });
            } catch (problem) {
                if (signal.aborted) {
                    return;
                }
                if (this.#isFinal(problem)) {
                    this.changed({ state: "refused", message: /** @type {Error} */ (problem).message });
                    return;
                }
                this.changed({ state: "waiting", message: `${/** @type {Error} */ (problem).message}; trying again` });
            }
            this.#stop("interrupted");
            if (performance.now() - begun > LONGEST_WAIT_MS) {
                wait = FIRST_WAIT_MS;
            }
            await new Promise(resolve => setTimeout(resolve, wait));
        }
    }

    /**
     * Reads a stream to its end.
     *
     * @param {AbortSignal} signal
     */
    async #once(signal) {
        const after = this.decoder?.positions.text() ?? "";
        const query = new URLSearchParams(this.query);
        this.resumed = this.decoder !== undefined && after !== "";
        if (this.resumed) {
            query.set("after", after);
            this.decoder?.resume();
        } else {
            this.decoder?.finish();
            this.decoder = new EventDecoder(this.listener, true);
        }
        const decoder = /** @type {EventDecoder} */ (this.decoder);
        this.heardMs = Date.now();
        await stream(
            query.toString(),
            bytes => {
                if (!signal.aborted) {
                    this.heardMs = Date.now();
                    decoder.push(bytes);
                }
            },
            signal,
        );
    }

    /**
     * Whether there is no use in trying again.
     *
     * @param {unknown} problem
     */
    #isFinal(problem) {
        const isLost = problem instanceof ServiceError && problem.status === GONE;
        if (this.resumed && (isLost || problem instanceof FrameError)) {
            // Another stream begins, with what that buffer has.
            this.decoder?.finish();
            this.decoder = undefined;
            return false;
        }
        const refused = problem instanceof ServiceError && problem.status >= 400 && problem.status < 429;
        return refused || problem instanceof FrameError;
    }
}
