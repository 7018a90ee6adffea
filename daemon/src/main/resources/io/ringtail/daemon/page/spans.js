// @ts-check
/** @import { CurrentEvent } from "./events.js" */
/** @import { Format } from "./formats.js" */
/** Spans out of events, paired as Ringtail's reader pairs them, and the latest of them in a fixed amount of memory. */

const SPANS = 1 << 16;
const MOST_OPEN_DEPTH = 512;
const MOST_OPEN_PLACES = 1 << 14;
const MOST_TYPES = 1000;

/**
 * @typedef {object} Shape
 * @property {"begin" | "end" | "duration" | "instant"} kind
 * @property {string} type SYSTEM:NAME of the span
 * @property {number} duration the field with a duration; -1 if there is none
 * @property {number} asyncId the field that pairs the ends of an asynchronous span; -1 if there is none
 * @property {number} javaTid the field with the id of a virtual thread; -1 if there is none
 */

/**
 * What an event type stands for, by its name and the names of its fields.
 *
 * @param {Format} format
 * @returns {Shape}
 */
export function shapeOf(format) {
    const index = (/** @type {string} */ name) =>
        format.fields.findIndex(field => field.name === name && field.kind === "number");
    const duration = index("duration_ns");
    const paired = /^(.+)_(begin|end)$/.exec(format.name);
    const name = duration < 0 && paired ? paired[1] : format.name;
    const kind = duration >= 0 ? "duration" : paired ? /** @type {"begin" | "end"} */ (paired[2]) : "instant";
    return { kind, type: `${format.system}:${name}`, duration, asyncId: index("async_id"), javaTid: index("java_tid") };
}

/** The spans that have ended, the latest ones. Times are ns after an origin that the caller chooses. */
export class SpanStore {
    constructor() {
        this.starts = new Float64Array(SPANS);
        this.durations = new Float64Array(SPANS);
        /** The numbers of the events that ended the spans. */
        this.events = new Float64Array(SPANS);
        this.types = new Uint16Array(SPANS);
        this.depths = new Uint16Array(SPANS);
        this.tracks = new Uint16Array(SPANS);
        /** @type {string[]} the names of the types, of which there are a thousand at most */
        this.names = [];
        /** @type {Map<string, number>} */
        this.numbers = new Map();
        /** @type {Array<{key: string, pid: number, name: string}>} where spans are: threads, and asynchronous types */
        this.places = [];
        /** @type {Map<string, number>} */
        this.placeNumbers = new Map();
        /** The number of spans that have ended. */
        this.end = 0;
        /** Older spans are forgotten: their places are. */
        this.placed = 0;
        /** The number of ends whose begin was not received, and of begins whose end was not. */
        this.unpaired = 0;
        /** @type {WeakMap<Format, Shape>} */
        this.shapes = new WeakMap();
        /** @type {Map<string, Array<{type: string, start: number}>>} the open spans by place, the innermost last */
        this.open = new Map();
    }

    /** The number of the oldest span that is left. */
    get first() {
        return Math.max(this.placed, this.end - SPANS);
    }

    /**
     * The place of a span in the arrays.
     *
     * @param {number} number
     */
    slot(number) {
        return number % SPANS;
    }

    /**
     * Takes the next event; returns the number of the span that it ends, or -1.
     *
     * @param {CurrentEvent} event
     * @param {number} time of the event, ns after the origin
     * @param {number} number of the event
     */
    take(event, time, number) {
        if (!event.format) {
            return -1;
        }
        let shape = this.shapes.get(event.format);
        if (!shape) {
            shape = shapeOf(event.format);
            this.shapes.set(event.format, shape);
        }
        switch (shape.kind) {
            case "begin":
                this.#begin(this.#key(event, shape), shape.type, time);
                return -1;
            case "end":
                return this.#end(event, shape, time, number);
            case "duration": {
                const duration = Math.max(0, Number(event.value(shape.duration)) || 0);
                return this.#add(event, shape, time - duration, duration, 0, number);
            }
            default:
                return -1;
        }
    }

    /** Forgets the open spans: their ends may have been lost. */
    interrupt() {
        this.open.forEach(spans => {
            this.unpaired += spans.length;
        });
        this.open.clear();
    }

    /**
     * @param {CurrentEvent} event
     * @param {Shape} shape
     */
    #key(event, shape) {
        if (shape.asyncId >= 0) {
            return `async ${event.thread?.pid} ${shape.type} ${event.value(shape.asyncId)}`;
        }
        return shape.javaTid >= 0 ? `java ${event.thread?.pid} ${event.value(shape.javaTid)}` : `thread ${event.tid}`;
    }

    /**
     * @param {string} key
     * @param {string} type
     * @param {number} start
     */
    #begin(key, type, start) {
        let spans = this.open.get(key);
        if (!spans) {
            if (this.open.size >= MOST_OPEN_PLACES) {
                const [oldest, ended] = /** @type {[string, any[]]} */ (this.open.entries().next().value);
                this.open.delete(oldest);
                this.unpaired += ended.length;
            }
            spans = [];
            this.open.set(key, spans);
        } else if (spans.length >= MOST_OPEN_DEPTH) {
            spans.shift();
            this.unpaired++;
        }
        spans.push({ type, start });
    }

    /**
     * @param {CurrentEvent} event
     * @param {Shape} shape
     * @param {number} time
     * @param {number} number
     */
    #end(event, shape, time, number) {
        const key = this.#key(event, shape);
        const spans = this.open.get(key) ?? [];
        const depth = spans.findLastIndex(span => span.type === shape.type);
        if (depth < 0) {
            this.unpaired++;
            return -1;
        }
        this.unpaired += spans.length - depth - 1;
        const { start } = spans[depth];
        spans.length = depth;
        if (depth === 0) {
            this.open.delete(key);
        }
        return this.#add(event, shape, start, time - start, depth, number);
    }

    /**
     * @param {CurrentEvent} event
     * @param {Shape} shape
     * @param {number} start
     * @param {number} duration
     * @param {number} depth
     * @param {number} number
     */
    #add(event, shape, start, duration, depth, number) {
        const type = this.#type(shape.type);
        const track = this.#track(event, shape);
        if (type < 0) {
            return -1;
        }
        const slot = this.slot(this.end);
        this.starts[slot] = start;
        this.durations[slot] = duration;
        this.events[slot] = number;
        this.types[slot] = type;
        this.depths[slot] = depth;
        this.tracks[slot] = track;
        return this.end++;
    }

    /** @param {string} name */
    #type(name) {
        let number = this.numbers.get(name);
        if (number === undefined) {
            if (this.names.length >= MOST_TYPES) {
                return -1;
            }
            number = this.names.push(name) - 1;
            this.numbers.set(name, number);
        }
        return number;
    }

    /**
     * @param {CurrentEvent} event
     * @param {Shape} shape
     */
    #track(event, shape) {
        const asynchronous = shape.asyncId >= 0;
        const pid = event.thread?.pid ?? 0;
        const key = asynchronous ? `${pid} ${shape.type}` : `${pid} ${event.tid}`;
        let number = this.placeNumbers.get(key);
        if (number === undefined) {
            if (this.places.length >= 0xffff) {
                this.places = [];
                this.placeNumbers.clear();
                this.placed = this.end;
            }
            const name = asynchronous ? shape.type : `${event.thread?.name ?? "<...>"} (${event.tid})`;
            number = this.places.push({ key, pid, name }) - 1;
            this.placeNumbers.set(key, number);
        }
        return number;
    }
}
