// @ts-check
/** @import { CurrentEvent, Thread } from "./events.js" */
/** @import { Format, Value } from "./formats.js" */
/** The latest events, in a fixed amount of memory: their payloads' bytes in one ring, and what rows need in others. */

const EVENTS = 1 << 17;
const BYTES = 1 << 25;

/** A stored event; valid until the store has taken as many more as it holds. */
export class StoredEvent {
    /**
     * @param {EventStore} store
     * @param {number} number
     */
    constructor(store, number) {
        const slot = number % EVENTS;
        this.store = store;
        /** Its number since the store was created. */
        this.number = number;
        this.timeNs = store.times[slot];
        this.cpu = store.cpus[slot];
        this.tid = store.tids[slot];
        this.id = store.ids[slot];
        /** @type {Format | undefined} */
        this.format = store.formats[slot];
        /** @type {Thread | undefined} */
        this.thread = store.threads[slot];
    }

    /**
     * @param {number} field
     * @returns {Value}
     */
    value(field) {
        const slot = this.number % EVENTS;
        return /** @type {Format} */ (this.format).fields[field].read(
            this.store.view,
            this.store.places[slot],
            this.store.lengths[slot],
        );
    }
}

/** Keeps the latest events that it is given. */
export class EventStore {
    constructor() {
        this.bytes = new Uint8Array(BYTES);
        this.view = new DataView(this.bytes.buffer);
        this.times = new BigUint64Array(EVENTS);
        this.places = new Uint32Array(EVENTS);
        this.lengths = new Uint32Array(EVENTS);
        this.cpus = new Uint16Array(EVENTS);
        this.tids = new Int32Array(EVENTS);
        this.ids = new Uint16Array(EVENTS);
        /** @type {Array<Format | undefined>} */
        this.formats = new Array(EVENTS);
        /** @type {Array<Thread | undefined>} */
        this.threads = new Array(EVENTS);
        /** The number of the oldest event that is left. */
        this.first = 0;
        /** The number of events that the store has been given. */
        this.end = 0;
        /** Where the next payload goes if there is room for it. */
        this.nextByte = 0;
    }

    /** Forgets all events. Their numbers are not given again: spans still have them. */
    clear() {
        this.first = this.end;
        this.nextByte = 0;
        this.formats.fill(undefined);
        this.threads.fill(undefined);
    }

    /** The number of events that are left. */
    get size() {
        return this.end - this.first;
    }

    /**
     * Copies an event; the oldest ones make room.
     *
     * @param {CurrentEvent} event
     */
    add(event) {
        const { view, payload, length } = event.page;
        const at = this.#place(length);
        this.bytes.set(new Uint8Array(view.buffer, view.byteOffset + payload, length), at);
        const slot = this.end % EVENTS;
        this.times[slot] = event.timeNs;
        this.places[slot] = at;
        this.lengths[slot] = length;
        this.cpus[slot] = event.cpu;
        this.tids[slot] = event.tid;
        this.ids[slot] = event.id;
        this.formats[slot] = event.format;
        this.threads[slot] = event.thread;
        this.end++;
    }

    /**
     * The event of a number from {@link first} to {@link end}.
     *
     * @param {number} number
     */
    get(number) {
        return new StoredEvent(this, number);
    }

    /**
     * Makes room for a payload, and returns where.
     *
     * @param {number} length at most that of a page
     */
    #place(length) {
        if (this.size === EVENTS) {
            this.first++;
        }
        if (this.nextByte + length > BYTES) {
            // The payloads after this place are older than those at the beginning.
            this.#dropUpTo(BYTES);
            this.nextByte = 0;
        }
        const at = this.nextByte;
        this.#dropUpTo(at + length);
        this.nextByte = at + length;
        return at;
    }

    /**
     * Drops the oldest events whose payloads begin in the bytes from {@link nextByte} to an end.
     *
     * @param {number} end
     */
    #dropUpTo(end) {
        while (this.size > 0) {
            const oldest = this.places[this.first % EVENTS];
            if (oldest < this.nextByte || oldest >= end) {
                return;
            }
            this.first++;
        }
    }
}
