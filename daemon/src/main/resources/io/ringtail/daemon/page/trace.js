// @ts-check
/** @import { CurrentEvent } from "./events.js" */
/** @import { Format } from "./formats.js" */
/** @import { Shape } from "./shapes.js" */
/** The latest events as what a timeline shows: spans, instants, values of counters, and runs of threads on CPUs. */

import { ItemRing } from "./items.js";
import { Machines } from "./machines.js";
import { Places } from "./places.js";
import { shapeOf } from "./shapes.js";
import { OpenSpans } from "./spans.js";

const SPANS = 1 << 16;
const INSTANTS = 1 << 16;
const VALUES = 1 << 15;
const RUNS = 1 << 16;
/** No stream has more CPUs. */
const OPEN_RUNS = 1 << 10;
/** Of more types, the others share one number. */
const MOST_TYPES = 1000;
/** The thread of a CPU that runs none. */
const IDLE = 0;

/** Times are ns after an origin that the caller chooses. */
export class Trace {
    constructor() {
        /** Those that have ended. */
        this.spans = new ItemRing(SPANS);
        this.instants = new ItemRing(INSTANTS);
        /** Values of counters. */
        this.values = new ItemRing(VALUES);
        /** Runs of threads on CPUs that have ended; their events are the switches that began them. */
        this.runs = new ItemRing(RUNS);
        /** Runs that go on, up to the present that was given last. */
        this.openRuns = new ItemRing(OPEN_RUNS);
        this.rings = [this.spans, this.instants, this.values, this.runs, this.openRuns];
        this.machines = new Machines();
        this.places = new Places(this.machines);
        this.open = new OpenSpans(this.machines);
        /** @type {Map<number, {tid: number, start: number, event: number}>} what each CPU runs, if that is known */
        this.running = new Map();
        /** @type {string[]} the names of the types */
        this.names = [];
        /** @type {Map<string, number>} */
        this.numbers = new Map();
        /** @type {WeakMap<Format, Shape>} */
        this.shapes = new WeakMap();
    }

    /**
     * Takes the next event; returns the number of the span that it ends, or -1.
     *
     * @param {CurrentEvent} event
     * @param {number} time of the event, ns after the origin
     * @param {number} number of the event; -1 if it is not kept
     */
    take(event, time, number) {
        if (!event.format) {
            return -1;
        }
        const shape = this.shapes.get(event.format) ?? this.#shape(event.format);
        if (this.places.full) {
            this.places.sweep(this.rings);
        }
        switch (shape.kind) {
            case "begin":
                this.open.begin(event, shape, time);
                return -1;
            case "end": {
                const start = this.open.end(event, shape);
                return start === undefined ? -1 : this.#span(event, shape, start, time, this.open.depth, number);
            }
            case "duration": {
                const duration = Math.max(0, Number(event.value(shape.value)) || 0);
                return this.#span(event, shape, time - duration, time, this.open.depthAt(event, shape), number);
            }
            case "counter": {
                const place = this.places.ofType("counter", this.machines.processOf(event), shape.type);
                this.values.add(place, 0, shape.number, time, 0, number, Number(event.value(shape.value)) || 0);
                return -1;
            }
            case "switch":
                this.#switch(event, shape, time, number);
                return -1;
            default:
                this.instants.add(this.places.thread(event), 0, shape.number, time, 0, number, 0);
                return -1;
        }
    }

    /**
     * Forgets what is open: its end may have been lost.
     *
     * @param {number} [cpu] that lost it; all if none is given
     */
    interrupt(cpu) {
        this.open.interrupt(cpu === undefined ? undefined : this.machines.ofCpu(cpu));
        if (cpu === undefined) {
            this.running.clear();
        } else {
            this.running.delete(cpu);
        }
    }

    /**
     * Makes items of what runs.
     *
     * @param {number} now
     */
    showRunning(now) {
        this.openRuns.restart();
        this.running.forEach(({ tid, start, event }, cpu) => {
            const place = this.places.cpus.get(cpu);
            if (tid !== IDLE && place !== undefined) {
                this.openRuns.add(place, 0, tid & 0xffff, start, Math.max(0, now - start), event, tid);
            }
        });
    }

    /**
     * Whether a ring has runs of threads.
     *
     * @param {ItemRing} ring
     */
    hasRuns(ring) {
        return ring === this.runs || ring === this.openRuns;
    }

    /** Forgets everything: time begins again. */
    clear() {
        this.interrupt();
        this.rings.forEach(ring => ring.clear());
        this.places.sweep(this.rings);
    }

    /**
     * @param {CurrentEvent} event
     * @param {Shape} shape
     * @param {number} start
     * @param {number} end
     * @param {number} depth
     * @param {number} number
     */
    #span(event, shape, start, end, depth, number) {
        const place = shape.asyncId >= 0
            ? this.places.ofType("async", this.machines.processOf(event), shape.type)
            : this.places.thread(event);
        const lane = this.places.lane(place, shape.asyncId >= 0 ? 0 : depth, start, end);
        return this.spans.add(place, lane, shape.number, start, end - start, number, 0);
    }

    /**
     * @param {CurrentEvent} event
     * @param {Shape} shape
     * @param {number} time
     * @param {number} number
     */
    #switch(event, shape, time, number) {
        const before = this.running.get(event.cpu);
        const place = this.places.cpu(event.cpu);
        if (before && before.tid !== IDLE) {
            const duration = time - before.start;
            this.runs.add(place, 0, before.tid & 0xffff, before.start, duration, before.event, before.tid);
        }
        this.running.set(event.cpu, { tid: Number(event.value(shape.value)), start: time, event: number });
    }

    /** @param {Format} format */
    #shape(format) {
        const shape = shapeOf(format);
        let number = this.numbers.get(shape.type);
        if (number === undefined) {
            const isLast = this.names.length >= MOST_TYPES;
            number = isLast ? MOST_TYPES : this.names.length;
            this.names[number] = isLast ? "other types" : shape.type;
            if (!isLast) {
                this.numbers.set(shape.type, number);
            }
        }
        shape.number = number;
        this.shapes.set(format, shape);
        return shape;
    }
}
