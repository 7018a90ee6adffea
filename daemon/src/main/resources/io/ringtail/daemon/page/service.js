// @ts-check
/** What the page asks of the daemon: statistics, streams and changes. A token stays in this module's memory only. */

/** A daemon that is stopped accepts requests, and answers none. */
const PATIENCE_MS = 10_000;

let token = "";

/** The daemon refused, or cannot be reached. */
export class ServiceError extends Error {
    /**
     * @param {number} status of HTTP; 0 if there was no answer
     * @param {string} message
     */
    constructor(status, message) {
        super(message);
        this.status = status;
    }
}

/**
 * Sends this token with each request from now on.
 *
 * @param {string} value empty for none
 */
export function useToken(value) {
    token = value;
}

/**
 * Sends a request; the answer is a success.
 *
 * @param {string} path relative to the page
 * @param {RequestInit} [options]
 */
export async function ask(path, options = {}) {
    const headers = new Headers(options.headers);
    if (token !== "") {
        headers.set("Authorization", `Bearer ${token}`);
    }
    let answer;
    try {
        answer = await fetch(path, { ...options, headers, cache: "no-store", credentials: "same-origin" });
    } catch (failure) {
        if (options.signal?.aborted) {
            throw failure;
        }
        throw new ServiceError(0, "the daemon cannot be reached");
    }
    if (!answer.ok) {
        const line = (await answer.text()).trim();
        throw new ServiceError(answer.status, line || `the daemon answered with status ${answer.status}`);
    }
    return answer;
}

/**
 * What /stats answers with, as far as the page shows it. Numbers beyond 2^53 are strings.
 *
 * @typedef {object} Statistics
 * @property {{host: string, version: string, pid: number, boot_id: string, now_ns: number | string}} daemon
 * @property {{mode: string, subbuf_size: number, subbufs_per_cpu: number, unplaced: number | string}} buffer
 * @property {import("./history.js").CpuStatistics[]} cpus
 * @property {{online: number, passed_over: number, held: number, refused: number, failed: number,
 *     cpus: Array<{cpu: number, state: string, ring: boolean, handshake_us: number, failures: number, failure?: string,
 *     waited_for?: {pid: number, command: string}}>}} handshakes
 * @property {Array<{pid: number, uid: number, command: string, threads: number, event_types: number}>} clients
 * @property {Array<{id: number, event: string, enabled: boolean}>} events
 * @property {Array<{path: string, owner: string, peer: string, lag_ns: number | string, events: number | string,
 *     filtered: number | string, lost: number | string}>} sessions
 */

/**
 * JSON with integers beyond 2^53, which would be rounded, as strings. Its strings, which may contain anything, stay.
 *
 * @param {string} json
 */
export function withExactNumbers(json) {
    return json.replace(/"(?:[^"\\]|\\.)*"|([:[,])(-?\d{16,})(?=[,}\]])/g, (whole, before, digits) =>
        digits === undefined ? whole : `${before}"${digits}"`,
    );
}

/**
 * The daemon's statistics.
 *
 * @returns {Promise<Statistics>}
 */
export async function statistics() {
    const text = await (await ask("stats", { signal: AbortSignal.timeout(PATIENCE_MS) })).text();
    return JSON.parse(withExactNumbers(text));
}

/**
 * Reads a stream to its end.
 *
 * @param {string} query its parameters
 * @param {(bytes: Uint8Array) => void} take
 * @param {AbortSignal} signal ends it
 */
export async function stream(query, take, signal) {
    const answer = await ask(`stream?${query}`, { signal });
    const reader = /** @type {ReadableStream<Uint8Array>} */ (answer.body).getReader();
    try {
        for (let part = await reader.read(); !part.done; part = await reader.read()) {
            take(part.value);
        }
    } finally {
        // What cannot be taken ends the stream, too: otherwise the daemon would keep a receiver that reads nothing.
        reader.cancel().catch(() => {});
    }
}
